import 'server-only';
import { log } from './log';

/** Does what the app runs without, and logs how it went; whether it went well. */
export async function attempt(name: string, run: () => Promise<unknown>): Promise<boolean> {
  try {
    const outcome = await run();
    log.info({ outcome }, name);
    return true;
  } catch (err) {
    log.error({ err }, `${name} failed`);
    return false;
  }
}

/** Tries again every `everyMs` until it went well, as when the database is away for a while; resolves after the first attempt. */
export async function keepTrying(name: string, everyMs: number, run: () => Promise<unknown>): Promise<void> {
  if (await attempt(name, run)) return;
  log.warn({ everyMs }, `${name}: will be tried again`);
  setTimeout(() => void keepTrying(name, everyMs, run), everyMs).unref();
}
