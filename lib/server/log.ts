import 'server-only';
import pino, { type Logger } from 'pino';

/** One JSON line for each thing worth knowing. Cookies and credentials never reach it. */
export const log: Logger = pino({
  level: process.env.LOG_LEVEL ?? 'info',
  base: null,
  timestamp: pino.stdTimeFunctions.isoTime,
  formatters: { level: (label) => ({ level: label }) },
});
