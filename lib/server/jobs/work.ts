import 'server-only';
import { PgBoss } from 'pg-boss';
import type { z } from 'zod';
import { APP_ROLE } from '@/db/app-role.mjs';
import { env } from '../env';
import { log } from '../log';
import { storage, systemDatabase } from '../services';
import { JOB_KINDS, type JobCtx, type JobKind } from './kinds';
import { leavePlace } from './leave-place';
import { renderNudge } from './nudge-take';
import { pushNotice } from './push-notice';
import { remixTake } from './remix-take';
import { renderPath } from './render-path';
import { deliverMail } from './send-mail';
import { verifyTake } from './verify-take';

/**
 * Each may run twice, be killed at any instant and run again, or run beside itself: it looks at the row before, and changes it
 * only if that is still so. It answers a word for the log, and throws to be tried again.
 */
const JOBS = [
  job('take.nudge', JOB_KINDS['take.nudge'], renderNudge),
  job('take.verify', JOB_KINDS['take.verify'], verifyTake),
  job('take.remix', JOB_KINDS['take.remix'], remixTake),
  job('person.leave', JOB_KINDS['person.leave'], leavePlace),
  job('path.render', JOB_KINDS['path.render'], renderPath),
  job('mail.send', JOB_KINDS['mail.send'], deliverMail),
  job('notice.push', JOB_KINDS['notice.push'], pushNotice),
];

export type Worker = {
  /** Takes no more jobs, and gives those at work `timeoutMs` to end; what does not is put back. */
  stop(timeoutMs: number): Promise<void>;
};

/** Looks for jobs from now on, as many processes as one likes beside each other. */
export async function startWorker(options: { pollingIntervalSeconds?: number } = {}): Promise<Worker> {
  const boss = new PgBoss({
    connectionString: env().DATABASE_URL,
    application_name: 'tap-story-jobs',
    options: `-c role=${APP_ROLE}`,
    // Whoever starts the app has made its tables, and this role may not.
    migrate: false,
    max: 4,
    connectionTimeoutMillis: 5_000,
    schedule: false,
    // How soon the job of a killed worker is found (s), once its heartbeat is missed.
    superviseIntervalSeconds: 15,
    monitorIntervalSeconds: 15,
  });
  // A database that restarts is an error here; without a listener it would end the process. The polling goes on by itself.
  boss.on('error', (err) => log.warn({ err }, 'jobs'));
  boss.on('warning', (warning) => log.warn({ warning }, 'jobs'));
  try {
    await boss.start();
    for (const { kind, run } of JOBS) {
      await boss.work(kind, { pollingIntervalSeconds: 1, ...options }, async (jobs) => {
        for (const { id, data } of jobs) await run(id, data);
      });
    }
  } catch (cause) {
    // What has been opened by then would go on beside the next attempt.
    await boss.stop({ graceful: false }).catch((err: unknown) => log.warn({ err }, 'jobs not stopped'));
    throw cause;
  }
  return {
    async stop(timeoutMs) {
      await boss.stop({ graceful: true, timeout: timeoutMs });
    },
  };
}

function job<Payload extends object>(
  kind: JobKind,
  schema: z.ZodType<Payload>,
  handle: (ctx: JobCtx, payload: Payload) => Promise<string>,
) {
  const run = async (jobId: string, data: unknown): Promise<void> => {
    const ctx: JobCtx = { db: systemDatabase(), storage: storage(), log: log.child({ job: kind, jobId, data }) };
    try {
      const outcome = await handle(ctx, schema.parse(data));
      ctx.log.info({ outcome }, 'job done');
    } catch (err) {
      ctx.log.error({ err }, 'job failed');
      throw err;
    }
  };
  return { kind, run };
}
