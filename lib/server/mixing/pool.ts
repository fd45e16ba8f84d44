import 'server-only';
import pLimit from 'p-limit';
import { AppError } from '@/lib/domain/errors';
import type { Rendered, RenderJob } from '@/lib/mixing/job';
import { renderTake } from '@/lib/mixing/render';
import { withCore } from './core';

const AT_ONCE = 2;
const MOST_WAITING = 20;
const TIMEOUT_MS = 120_000;

const limit = pLimit(AT_ONCE);

/** Renders a take on the server. Throws mixing_busy when too many wait already, and what `renderTake` throws. */
export async function mixOnServer(job: RenderJob): Promise<Rendered> {
  if (limit.pendingCount >= MOST_WAITING) throw new AppError('mixing_busy');
  return limit(() => withCore(TIMEOUT_MS, (core) => renderTake(core, job)));
}
