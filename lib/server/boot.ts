import 'server-only';
import { sweepLimits } from '@/db/queries/limits';
import { sweepSessions } from '@/db/queries/sessions';
import { sweepTokens } from '@/db/queries/tokens';
import { attempt, keepTrying } from './attempt';
import { seedDemo } from './demo';
import { sendDigests } from './digest';
import { env } from './env';
import { drainOnSignal } from './jobs/drain';
import { openQueue } from './jobs/queue';
import { startWorker } from './jobs/work';
import { log } from './log';
import { purge } from './purge-stories';
import { carryOutRemovals } from './removals';
import { systemDatabase } from './services';
import { remixWhatIsDue } from './silence';
import { sweepStore } from './sweep';

const SWEEP_EVERY_MS = 60 * 60 * 1000;
/** How soon a digest is sent whose hour has come. */
const DIGESTS_EVERY_MS = 60 * 60 * 1000;
/** How soon jobs that could not be started are tried again, as when the database comes later than the app. */
const TRY_AGAIN_MS = 10_000;

/** Runs once before the first request is taken. What it cannot do now is logged and leaves the app running. */
export async function boot(): Promise<void> {
  assertEnvironment();
  await keepTrying('jobs', TRY_AGAIN_MS, startJobs);
  await attempt('demo story', seedDemo);
  setInterval(() => void attempt('purge', purge), SWEEP_EVERY_MS).unref();
  setInterval(() => void attempt('sweep', sweepStore), SWEEP_EVERY_MS).unref();
  setInterval(() => void attempt('limits', sweepCounts), SWEEP_EVERY_MS).unref();
  setInterval(() => void attempt('sessions', sweepArrivals), SWEEP_EVERY_MS).unref();
  setInterval(() => void attempt('digests', sendDigests), DIGESTS_EVERY_MS).unref();
  setInterval(() => void attempt('removals', carryOutRemovals), SWEEP_EVERY_MS).unref();
  setInterval(() => void attempt('takes to be made anew', remixWhatIsDue), SWEEP_EVERY_MS).unref();
}

const sweepArrivals = () => Promise.all([sweepSessions(systemDatabase()), sweepTokens(systemDatabase())]);
const sweepCounts = () => sweepLimits(systemDatabase(), { now: new Date() });

/** WORKER=off: `npm run worker` does them in a process of its own, on as many machines as one likes. */
async function startJobs(): Promise<'here' | 'elsewhere'> {
  await openQueue();
  if (env().WORKER === 'off') return 'elsewhere';
  drainOnSignal(await startWorker(), () => undefined);
  return 'here';
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
