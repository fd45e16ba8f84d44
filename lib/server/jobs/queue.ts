import 'server-only';
import { sql } from 'drizzle-orm';
import { fromDrizzle, PgBoss } from 'pg-boss';
import type { Db } from '@/db/client';
import { guarded } from '@/db/guard';
import { log } from '../log';
import { systemDatabase } from '../services';
import type { JobKind, Payload } from './kinds';

// Each bundle of the built app has module state of its own; one sender serves them all.
const holder = globalThis as typeof globalThis & { tapStoryQueue?: Promise<PgBoss> };

/** Puts a job into its queue when the transaction commits, and not at all when it does not. */
export async function enqueue<Kind extends JobKind>(tx: Db, kind: Kind, payload: Payload<Kind>): Promise<void> {
  const queue = await openQueue();
  const key = 'takeId' in payload && { singletonKey: payload.takeId };
  await queue.send(kind, payload, { db: fromDrizzle(tx, sql), ...key });
}

type TakeJob = { [Kind in JobKind]: Payload<Kind> extends { takeId: string } ? Kind : never }[JobKind];

/** Whether such a job waits or runs; one that has failed for good does neither. */
export async function isUnderWay<Kind extends TakeJob>(kind: Kind, payload: Payload<Kind>): Promise<boolean> {
  const queue = await openQueue();
  const jobs = await guarded(() => queue.findJobs(kind, { key: payload.takeId, data: payload }));
  return jobs.some(({ state }) => state === 'created' || state === 'retry' || state === 'active');
}

/** How many such jobs of a take were sent since then, whatever became of them; those of the last days are kept. */
export async function countSent(kind: JobKind, takeId: string, since: Date): Promise<number> {
  const queue = await openQueue();
  const jobs = await guarded(() => queue.findJobs(kind, { key: takeId }));
  // Over Drizzle's connection an instant comes as its text, whatever its type says.
  return jobs.filter(({ createdOn }) => new Date(createdOn) > since).length;
}

/** How many such jobs wait, as of some seconds ago. */
export async function countWaiting(kind: JobKind): Promise<number> {
  const queue = await openQueue();
  const [now] = await guarded(() => queue.getQueueStats(kind));
  return now?.queuedCount ?? 0;
}

/** Sends and looks, on the app's own connections; ./work does what is sent. Opened before it is needed in a transaction. */
export function openQueue(): Promise<PgBoss> {
  holder.tapStoryQueue ??= open().catch((cause) => {
    delete holder.tapStoryQueue;
    throw cause;
  });
  return holder.tapStoryQueue;
}

async function open(): Promise<PgBoss> {
  const queue = new PgBoss({
    db: fromDrizzle(systemDatabase(), sql),
    supervise: false,
    schedule: false,
    migrate: false,
  });
  // It reads the list of queues again and again: a database that is away for a minute is worth a line.
  queue.on('error', (err) => log.warn({ err }, 'job queue'));
  return queue.start();
}
