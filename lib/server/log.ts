import 'server-only';
import { format } from 'node:util';
import pino, { type Logger } from 'pino';

/** One JSON line for each thing worth knowing. Cookies and credentials never reach it. */
export const log: Logger = pino({
  level: process.env.LOG_LEVEL ?? 'info',
  base: null,
  timestamp: pino.stdTimeFunctions.isoTime,
  formatters: { level: (label) => ({ level: label }) },
});

/** Next prints faults of pages over many lines; they are in `onRequestError`'s line already, and stay one line here. */
export function logWhatNextPrints(): void {
  Object.assign(console, { error: (...said: unknown[]) => log.warn({ said: format(...said) }, 'next') });
}
