import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { createScope, type Scope } from '@/lib/scope';
import { takeLine, whenQuiet } from './quiet-line';

let scope: Scope;
let page: { readyState: string };
/** Something has come, and has taken so long (ms). */
let somethingCame: (duration?: number) => void;
const run = vi.fn();

beforeEach(() => {
  vi.useFakeTimers();
  page = { readyState: 'loading' };
  vi.stubGlobal('document', page);
  vi.stubGlobal('window', new EventTarget());
  vi.stubGlobal(
    'PerformanceObserver',
    class {
      constructor(tell: (list: { getEntries(): { duration: number }[] }) => void) {
        somethingCame = (duration = 0) => tell({ getEntries: () => [{ duration }] });
      }
      observe = vi.fn();
      disconnect() {
        somethingCame = () => undefined;
      }
    },
  );
  scope = createScope();
  run.mockClear();
  whenQuiet(scope, run);
});
afterEach(() => {
  scope.close();
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

function load() {
  page.readyState = 'complete';
  window.dispatchEvent(new Event('load'));
}

it('waits for the page, and for whatever comes after it', () => {
  vi.advanceTimersByTime(10_000);
  load();
  for (let i = 0; i < 5; i++) {
    vi.advanceTimersByTime(1_400);
    somethingCame();
  }
  expect(run).not.toHaveBeenCalled();
  vi.advanceTimersByTime(1_500);
  expect(run).toHaveBeenCalledOnce();
  vi.advanceTimersByTime(10_000);
  expect(run).toHaveBeenCalledOnce();
});

it('waits longer by what the slowest request took: the next one is not seen before it has come', () => {
  load();
  somethingCame(3_000);
  vi.advanceTimersByTime(2_900);
  somethingCame(100);
  vi.advanceTimersByTime(4_400);
  expect(run).not.toHaveBeenCalled();
  vi.advanceTimersByTime(100);
  expect(run).toHaveBeenCalledOnce();
});

it('does not wait for another request that takes minutes', () => {
  load();
  somethingCame(10 * 60_000);
  vi.advanceTimersByTime(9_500);
  expect(run).toHaveBeenCalledOnce();
});

it('waits for everybody who waits for the line', () => {
  const frees = [takeLine(), takeLine()];
  load();
  vi.advanceTimersByTime(10_000);
  frees[0]?.();
  frees[0]?.();
  vi.advanceTimersByTime(10_000);
  expect(run).not.toHaveBeenCalled();
  frees[1]?.();
  vi.advanceTimersByTime(1_500);
  expect(run).toHaveBeenCalledOnce();
});

it('begins anew when the line is taken meanwhile', () => {
  load();
  vi.advanceTimersByTime(1_000);
  const free = takeLine();
  vi.advanceTimersByTime(1_000);
  expect(run).not.toHaveBeenCalled();
  free();
  vi.advanceTimersByTime(1_500);
  expect(run).toHaveBeenCalledOnce();
});

it('does nothing once its scope is closed', () => {
  load();
  scope.close();
  vi.advanceTimersByTime(10_000);
  expect(run).not.toHaveBeenCalled();
});
