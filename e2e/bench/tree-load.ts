import { setTimeout as sleep } from 'node:timers/promises';
import { AppError } from '@/lib/domain/errors';

/** In ms; `stopped` have not been done within the deadline of a query, and count with the time that they took. */
export type Figures = { p50: number; p95: number; p99: number; perSecond: number; stopped: number };

/**
 * So many people do the same for `seconds`, each one thing after the other; with `everyMs`, each begins one thing that often, at
 * instants of their own, as people do who are not machines.
 */
export async function measure(
  what: (n: number) => Promise<unknown>,
  { people, seconds, everyMs = 0 }: { people: number; seconds: number; everyMs?: number },
): Promise<Figures> {
  const took: number[] = [];
  const began = performance.now();
  const until = began + seconds * 1000;
  let [n, stopped] = [0, 0];
  const person = async (place: number) => {
    let next = began + (place / people) * everyMs;
    while (performance.now() < until) {
      if (everyMs) await sleep(Math.max(0, next - performance.now()));
      next += everyMs;
      const from = performance.now();
      await what(n++).catch((error) => {
        if (!(error instanceof AppError && error.code === 'deadline_exceeded')) throw error;
        stopped++;
      });
      took.push(performance.now() - from);
    }
  };
  await Promise.all(Array.from({ length: people }, (_, place) => person(place)));
  took.sort((a, b) => a - b);
  const at = (share: number) => took[Math.min(took.length - 1, Math.floor(took.length * share))] ?? Number.NaN;
  return {
    p50: at(0.5),
    p95: at(0.95),
    p99: at(0.99),
    stopped,
    perSecond: took.length / ((performance.now() - began) / 1000),
  };
}
