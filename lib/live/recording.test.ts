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

function aStudio(answers: () => Promise<{ status: number }>) {
  const said: boolean[] = [];
  const signals: (AbortSignal | null | undefined)[] = [];
  const pages = new Set<string>();
  const end = sayRecording({ storyId: 's', takeId: 't' }, (path, { body, signal }) => {
    expect(path).toBe('/api/v1/takes/t/recording');
    const { storyId, isOn, pageId } = JSON.parse(String(body));
    expect(storyId).toBe('s');
    pages.add(pageId);
    said.push(isOn);
    signals.push(signal);
    return answers();
  });
  return { said, end, pages, aborted: () => signals.map((signal) => signal?.aborted) };
}
const well = async () => ({ status: 200 });

test('says it at once, every ten seconds, and its end once, always as the same page', async () => {
  const { said, end, pages } = aStudio(well);
  expect(said).toEqual([true]);
  await vi.advanceTimersByTimeAsync(20_000);
  expect(said).toEqual([true, true, true]);
  end();
  end();
  await vi.advanceTimersByTimeAsync(60_000);
  expect(said).toEqual([true, true, true, false]);
  expect([...pages]).toEqual([expect.stringMatching(/^[\da-f-]{36}$/)]);
});

test('says its end when the page goes, in place of what is on its way', () => {
  const { said, end, aborted } = aStudio(() => new Promise(() => undefined));
  window.dispatchEvent(new Event('pagehide'));
  expect(said).toEqual([true, false]);
  expect(aborted()).toEqual([true, false]);
  end();
  expect(said).toEqual([true, false]);
});

test('waits eight seconds for an answer', async () => {
  const { aborted } = aStudio(() => new Promise(() => undefined));
  await vi.advanceTimersByTimeAsync(7_999);
  expect(aborted()).toEqual([false]);
  await vi.advanceTimersByTimeAsync(1);
  expect(aborted()).toEqual([true]);
});

test('its end does not overtake what is on its way', async () => {
  const onItsWay = Promise.withResolvers<{ status: number }>();
  const { said, end } = aStudio(() => onItsWay.promise);
  end();
  await vi.advanceTimersByTimeAsync(5_000);
  expect(said).toEqual([true]);
  onItsWay.resolve({ status: 200 });
  await vi.advanceTimersByTimeAsync(0);
  expect(said).toEqual([true, false]);
});

test.each([
  ['after the network was away', () => Promise.reject(new TypeError('no network'))],
  ['after the server was away', async () => ({ status: 503 })],
  ['after it was said too often', async () => ({ status: 429 })],
])('goes on %s', async (_, fails) => {
  let answers: () => Promise<{ status: number }> = fails;
  const { said, end } = aStudio(() => answers());
  await vi.advanceTimersByTimeAsync(10_000);
  expect(said).toHaveLength(2);
  answers = well;
  end();
  await vi.advanceTimersByTimeAsync(0);
  expect(said).toEqual([true, true, false]);
});

test('says nothing without a network, and no more once it is refused', async () => {
  let answers: () => Promise<{ status: number }> = well;
  const { said, end } = aStudio(() => answers());
  Object.assign(navigator, { onLine: false });
  await vi.advanceTimersByTimeAsync(30_000);
  expect(said).toHaveLength(1);
  Object.assign(navigator, { onLine: true });
  answers = async () => ({ status: 404 });
  await vi.advanceTimersByTimeAsync(30_000);
  expect(said).toHaveLength(2);
  end();
  await vi.advanceTimersByTimeAsync(0);
  expect(said).toHaveLength(2);
});
