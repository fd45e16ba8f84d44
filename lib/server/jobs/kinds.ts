import 'server-only';
import { z } from 'zod';
import type { JOB_QUEUES } from '@/db/job-queues.mjs';
import { id } from '@/lib/domain/schemas';
import type { Ctx } from '../context';

const take = z.object({ storyId: id, takeId: id });

/** What is done in the background, and what each kind is told. A queue of the same name holds it (db/job-queues.mjs). */
export const JOB_KINDS = {
  /** Renders a published take `nudgeMs` later than it was measured. */
  'take.nudge': take.extend({ nudgeMs: z.int() }),
  /** Measures how far a published take lies from its parent. */
  'take.verify': take,
  /** Makes a take's files into what its state and its parent's say, and then its answers'. */
  'take.remix': take,
  /** Takes every voice of somebody who has left out of what they recorded. */
  'person.leave': z.object({ personId: id }),
  /** Makes one file of the path that ends with a take. */
  'path.render': take,
  /** Sends a mail, which is sealed (../mail). */
  'mail.send': z.object({ sealed: z.string() }),
  /** Tells one of somebody's devices, by the SHA-256 of its endpoint. */
  'notice.push': z.object({ noticeId: id, device: z.string() }),
} satisfies Record<keyof typeof JOB_QUEUES, z.ZodType>;

export type JobKind = keyof typeof JOB_KINDS;
export type Payload<Kind extends JobKind> = z.output<(typeof JOB_KINDS)[Kind]>;

/** What a handler may touch. Nobody is acting: who asked for it may have changed since, and what is done for them asks anew (../acting). */
export type JobCtx = Pick<Ctx, 'db' | 'storage' | 'log'>;
