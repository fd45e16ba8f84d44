import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { keepTrying } from './attempt';
import { log } from './log';

beforeEach(() => vi.useFakeTimers());
afterEach(() => {
  vi.useRealTimers();
  vi.restoreAllMocks();
});

test('what fails at the start is tried again until it goes well, and then no more', async () => {
  const [failed, told, went] = (['error', 'warn', 'info'] as const).map((level) =>
    vi.spyOn(log, level).mockReturnValue(),
  );
  const run = vi.fn(async () => 'here');
  run.mockRejectedValueOnce(new Error('no database')).mockRejectedValueOnce(new Error('no database'));
  await keepTrying('jobs', 1_000, run);
  expect(run).toHaveBeenCalledTimes(1);
  await vi.advanceTimersByTimeAsync(999);
  expect(run).toHaveBeenCalledTimes(1);
  await vi.advanceTimersByTimeAsync(1_001);
  expect(run).toHaveBeenCalledTimes(3);
  await vi.advanceTimersByTimeAsync(60_000);
  expect(run).toHaveBeenCalledTimes(3);
  expect([failed, told, went].map((line) => line?.mock.calls.length)).toEqual([2, 2, 1]);
});
