import 'server-only';
import { seedDemo } from './demo';
import { env } from './env';
import { log } from './log';
import { sweepStore } from './sweep';

const SWEEP_EVERY_MS = 60 * 60 * 1000;

/** Runs once before the first request is taken. What it cannot do now is logged and leaves the app running. */
export async function boot(): Promise<void> {
  assertEnvironment();
  await attempt('demo story', seedDemo);
  setInterval(() => void attempt('sweep', sweepStore), SWEEP_EVERY_MS).unref();
}

/** A server that cannot know where its stories are does not start. */
function assertEnvironment(): void {
  try {
    env();
  } catch (err) {
    log.fatal({ err }, 'not started');
    process.exit(1);
  }
}

async function attempt(name: string, run: () => Promise<unknown>): Promise<void> {
  try {
    const outcome = await run();
    log.info({ outcome }, name);
  } catch (err) {
    log.error({ err }, `${name} failed`);
  }
}
