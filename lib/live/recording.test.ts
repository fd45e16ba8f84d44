import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { sayRecording } from './recording';

beforeEach(() => {
  vi.useFakeTimers();
  vi.stubGlobal('navigator', { onLine: true });
  vi.stubGlobal('window', new EventTarget());
});
afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

function aStudio(answers: () => Promise<{ ok: boolean }>) {
  const said: boolean[] = [];
  const end = sayRecording({ storyId: 's', takeId: 't' }, (path, { body }) => {
    expect(path).toBe('/api/v1/takes/t/recording');
    const { storyId, isOn } = JSON.parse(String(body));
    expect(storyId).toBe('s');
    said.push(isOn);
    return answers();
  });
  return { said, end };
}

test('says it at once, every ten seconds, and its end once', async () => {
  const { said, end } = aStudio(async () => ({ ok: true }));
  expect(said).toEqual([true]);
  await vi.advanceTimersByTimeAsync(20_000);
  expect(said).toEqual([true, true, true]);
  end();
  end();
  await vi.advanceTimersByTimeAsync(60_000);
  expect(said).toEqual([true, true, true, false]);
});

test('says its end when the page goes', () => {
  const { said } = aStudio(async () => ({ ok: true }));
  window.dispatchEvent(new Event('pagehide'));
  expect(said).toEqual([true, false]);
});

test('goes on after the network was away, says nothing without one, and gives up when it is refused', async () => {
  let answer = () => Promise.reject(new TypeError('no network'));
  const { said, end } = aStudio(() => answer());
  await vi.advanceTimersByTimeAsync(10_000);
  expect(said).toHaveLength(2);
  Object.assign(navigator, { onLine: false });
  await vi.advanceTimersByTimeAsync(30_000);
  expect(said).toHaveLength(2);
  Object.assign(navigator, { onLine: true });
  answer = (async () => ({ ok: false })) as never;
  await vi.advanceTimersByTimeAsync(30_000);
  expect(said).toHaveLength(3);
  end();
  expect(said).toHaveLength(3);
});
