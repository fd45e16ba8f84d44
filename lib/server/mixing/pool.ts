import 'server-only';
import pLimit from 'p-limit';
import { AppError } from '@/lib/domain/errors';
import type { Core } from '@/lib/mixing/core';
import type { Rendered, RenderJob } from '@/lib/mixing/job';
import { type NudgeJob, renderNudged } from '@/lib/mixing/nudge';
import { type RemixJob, renderRemix } from '@/lib/mixing/remix';
import { renderTake } from '@/lib/mixing/render';
import { type ResidualJob, residualOf } from '@/lib/mixing/residual';
import { withCore } from './core';

const AT_ONCE = 2;
const MOST_WAITING = 20;
const TIMEOUT_MS = 120_000;

const limit = pLimit(AT_ONCE);

/** Renders a take on the server. Throws mixing_busy when too many wait already, and what `renderTake` throws. */
export const mixOnServer = (job: RenderJob): Promise<Rendered> => onCore((core) => renderTake(core, job));

/** Moves a published take, likewise. */
export const nudgeOnServer = (job: NudgeJob) => onCore((core) => renderNudged(core, job));

/** Makes a published take's mix anew, likewise. */
export const remixOnServer = (job: RemixJob) => onCore((core) => renderRemix(core, job));

/** Measures a published take, likewise. */
export const residualOnServer = (job: ResidualJob) => onCore((core) => residualOf(core, job));

async function onCore<T>(work: (core: Core) => Promise<T>): Promise<T> {
  if (limit.pendingCount >= MOST_WAITING) throw new AppError('mixing_busy');
  return limit(() => withCore(TIMEOUT_MS, work));
}
