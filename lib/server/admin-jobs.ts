import 'server-only';
import { guarded } from '@/db/guard';
import { deadLetterOf, JOB_QUEUES } from '@/db/job-queues.mjs';
import type { DeadJob, JobQueue } from '@/lib/domain/admin';
import { AppError } from '@/lib/domain/errors';
import { adminOf } from './admin-door';
import { audit } from './audit';
import type { Ctx } from './context';
import { openQueue } from './jobs/queue';
import { systemDatabase } from './services';

/** So many of those that were given up are shown, of each kind. */
const MOST_DEAD = 20;

const KINDS = Object.keys(JOB_QUEUES);

/** What works in the background, and what was given up. */
export async function readJobs(ctx: Ctx): Promise<JobQueue[]> {
  await adminOf(ctx);
  const queue = await openQueue();
  return Promise.all(
    KINDS.map(async (kind) => {
      const [[now], dead] = await Promise.all([
        guarded(() => queue.getQueueStats(kind)),
        guarded(() => queue.findJobs<unknown>(deadLetterOf(kind), { queued: true })),
      ]);
      return {
        kind,
        waiting: now?.queuedCount ?? 0,
        active: now?.activeCount ?? 0,
        failed: now?.failedCount ?? 0,
        dead: dead.slice(0, MOST_DEAD).map(
          ({ id, createdOn, data }): DeadJob => ({
            id,
            // Over Drizzle's connection an instant comes as its text, whatever its type says.
            at: new Date(createdOn).toISOString(),
            about: aboutOf(data),
          }),
        ),
      };
    }),
  );
}

/** Ids alone: a letter in a queue is nobody's to read. */
function aboutOf(data: unknown): string {
  if (typeof data !== 'object' || data === null) return '';
  const ids = Object.entries(data).filter(([name]) => name.endsWith('Id'));
  return ids.map(([name, id]) => `${name.slice(0, -2)} ${id}`).join(', ');
}

/** Sends a job again that was given up. Throws not_found when it is not there any more. */
export async function sendAgain(ctx: Ctx, { kind, jobId }: { kind: string; jobId: string }): Promise<void> {
  await adminOf(ctx);
  if (!KINDS.includes(kind)) throw new AppError('not_found');
  const queue = await openQueue();
  const sent = await guarded(() => queue.redrive(deadLetterOf(kind), { ids: [jobId] }));
  if (sent === 0) throw new AppError('not_found');
  await audit(systemDatabase(), ctx, {
    action: 'job.send_again',
    subject: { kind: 'place', id: kind },
    details: { jobId },
  });
}
