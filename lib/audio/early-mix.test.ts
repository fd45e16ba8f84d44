import { afterEach, expect, it } from 'vitest';
import { dropEarly, takeEarly } from './early-mix';

const RANGE = 'bytes=0-9';
const asked = (range: string) => ({ headers: { Range: range } });

function early() {
  const stop = new AbortController();
  globalThis.earlyMix = { url: '/mix?signed', range: RANGE, stop, answer: Promise.resolve(new Response('early')) };
  return stop;
}
afterEach(() => {
  globalThis.earlyMix = undefined;
});

it('answers the request that the page made early, and only that, once', async () => {
  early();
  expect(takeEarly('/mix?other', asked(RANGE))).toBe(null);
  expect(takeEarly('/mix?signed', asked('bytes=0-10'))).toBe(null);
  expect(takeEarly('/mix?signed')).toBe(null);
  expect(await (await takeEarly('/mix?signed', asked(RANGE)))?.text()).toBe('early');
  expect(takeEarly('/mix?signed', asked(RANGE))).toBe(null);
});

it('ends it when whoever took it is told to stop', () => {
  const stop = early();
  const wish = new AbortController();
  void takeEarly('/mix?signed', { ...asked(RANGE), signal: wish.signal });
  wish.abort(new Error('Elsewhere'));
  expect(stop.signal.reason).toEqual(new Error('Elsewhere'));
});

it('ends it when nobody has taken it, and leaves it alone when somebody has', () => {
  const stop = early();
  dropEarly();
  expect([stop.signal.aborted, takeEarly('/mix?signed', asked(RANGE))]).toEqual([true, null]);
  const taken = early();
  void takeEarly('/mix?signed', asked(RANGE));
  dropEarly();
  expect(taken.signal.aborted).toBe(false);
});
