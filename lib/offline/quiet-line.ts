import { createScope, type Scope } from '@/lib/scope';

/** Nothing has come over the line for so long after the page has loaded (ms): nobody waits for it. */
const QUIET_MS = 1_500;
/**
 * A request that takes longer counts as this (ms): parts of a mix that take about as long as they sound have a listener waiting,
 * who takes the line, and those that come one by one while they are heard leave the pause its room.
 */
const SLOWEST_MS = 8_000;

let takers = 0;
const onFreed = new Set<() => void>();

/** Until the answer is called somebody waits for what comes over the line: a listener, for the first sound. */
export function takeLine(): () => void {
  takers += 1;
  let isTaken = true;
  return () => {
    if (!isTaken) return;
    isTaken = false;
    takers -= 1;
    if (takers === 0) for (const free of [...onFreed]) free();
  };
}

/**
 * Runs it once, as soon as the page has loaded and has its line to itself. What comes is seen when it has come: on a slow line
 * nothing is to be seen for as long as a request takes, so the pause is longer by the slowest that was.
 */
export function whenQuiet(scope: Scope, run: () => void): void {
  const waiting = scope.child();
  let pause = createScope();
  let slowestMs = 0;
  waiting.add(null, () => pause.close());

  function beginAnew(): void {
    pause.close();
    if (document.readyState !== 'complete') return;
    pause = createScope();
    pause.after(QUIET_MS + slowestMs, () => {
      // Whoever has the line tells when it is free again.
      if (takers > 0) return;
      waiting.close();
      run();
    });
  }

  waiting.listen(window, 'load', beginAnew);
  onFreed.add(beginAnew);
  waiting.add(null, () => onFreed.delete(beginAnew));
  const come = (list: PerformanceObserverEntryList): void => {
    for (const { duration } of list.getEntries()) slowestMs = Math.min(Math.max(slowestMs, duration), SLOWEST_MS);
    beginAnew();
  };
  const observer = waiting.add(new PerformanceObserver(come), (it) => it.disconnect());
  observer.observe({ type: 'resource' });
  beginAnew();
}
