import { AppError } from '@/lib/domain/errors';

/** No query takes longer (ms). The server cancels it then (statement_timeout); nobody waits longer in any case. */
export const QUERY_DEADLINE_MS = 10_000;

/** Rejects with AppError('deadline_exceeded') when `work` has not settled after `ms`. */
export async function withDeadline<T>(work: PromiseLike<T>, ms = QUERY_DEADLINE_MS): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const deadline = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new AppError('deadline_exceeded')), ms);
  });
  try {
    return await Promise.race([work, deadline]);
  } finally {
    clearTimeout(timer);
  }
}
