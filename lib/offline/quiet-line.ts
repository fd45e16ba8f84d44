import { createScope, type Scope } from '@/lib/scope';

/** Nothing has come over the line for so long after the page has loaded (ms): nobody waits for it. */
const QUIET_MS = 1_500;

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

/** Runs it once, as soon as the page has loaded and has its line to itself. */
export function whenQuiet(scope: Scope, run: () => void): void {
  const waiting = scope.child();
  let pause = createScope();
  waiting.add(null, () => pause.close());

  function beginAnew(): void {
    pause.close();
    if (document.readyState !== 'complete') return;
    pause = createScope();
    pause.after(QUIET_MS, () => {
      // Whoever has the line tells when it is free again.
      if (takers > 0) return;
      waiting.close();
      run();
    });
  }

  waiting.listen(window, 'load', beginAnew);
  onFreed.add(beginAnew);
  waiting.add(null, () => onFreed.delete(beginAnew));
  const observer = waiting.add(new PerformanceObserver(beginAnew), (it) => it.disconnect());
  observer.observe({ type: 'resource' });
  beginAnew();
}
