import { afterAll, beforeAll, beforeEach, expect, test, vi } from 'vitest';
import { enterAsOperator } from '@/lib/actions/operator';
import { isPass, operatorDoor, passUntil, readAlignmentTotals } from './operator';
import { openTestApp, type TestApp } from './test-api';

const KEY = 'the key of this very place';

/** The browser's cookies, and how the last one was set. */
const jar = vi.hoisted(() => ({ cookies: new Map<string, string>(), options: {} as object, address: '203.0.113.7' }));
vi.mock('next/headers', () => ({
  headers: async () => new Headers({ host: 'tap.test', 'x-forwarded-proto': 'https', 'x-forwarded-for': jar.address }),
  cookies: async () => ({
    get: (name: string) => (jar.cookies.has(name) ? { value: jar.cookies.get(name) } : undefined),
    set: (name: string, value: string, options: object) => {
      jar.cookies.set(name, value);
      jar.options = options;
    },
  }),
}));

let app: TestApp;
beforeAll(async () => {
  process.env.OPERATOR_KEY = KEY;
  app = await openTestApp({ limits: 'on' });
});
afterAll(() => app.close());
beforeEach(() => jar.cookies.clear());

const enter = (key: string) => {
  const form = new FormData();
  form.set('key', key);
  return enterAsOperator(null, form);
};

test('nobody is let in without the key, and a wrong one is told and leaves a line', async () => {
  expect(await operatorDoor()).toBe('closed');
  await expect(readAlignmentTotals()).rejects.toMatchObject({ code: 'forbidden' });
  for (const wrong of ['', KEY.slice(0, -1), KEY.toUpperCase(), 'x'.repeat(300)])
    expect(await enter(wrong)).toBe('wrong_key');
  expect(jar.cookies.size).toBe(0);
  expect(JSON.stringify(app.lines)).toContain('a wrong key');
  expect(JSON.stringify(app.lines)).not.toContain(KEY.slice(0, -1));
  expect(JSON.stringify(app.lines)).toContain('203.0.113.0');
  expect(JSON.stringify(app.lines)).not.toContain(jar.address);
});

test('whoever guesses is not listened to any more, with the right key neither, and locks nobody else out', async () => {
  jar.address = '203.0.113.8';
  const guesses = await Promise.all(Array.from({ length: 8 }, () => enter('a guess')));
  expect(guesses.filter((told) => told === 'wrong_key')).toHaveLength(5);
  expect(await enter(KEY)).toBe('too_many_requests');
  jar.address = '203.0.113.9';
  expect(await enter(KEY)).toBe(null);
});

test('with the key the door stays open, by a cookie that no script reads and no other site sends', async () => {
  expect(await enter(` ${KEY}\n`)).toBe(null);
  expect(jar.options).toMatchObject({ httpOnly: true, sameSite: 'strict', secure: true, path: '/operator' });
  expect(await operatorDoor()).toBe('open');
  expect(await readAlignmentTotals()).toEqual([]);
  const [pass = ''] = jar.cookies.values();
  expect(pass).not.toContain(KEY);
  const inAMonth = Date.now() + 31 * 24 * 60 * 60 * 1000;
  expect(await operatorDoor(inAMonth)).toBe('closed');
});

test('a pass is good until it says so, for the key that made it, and not when it was changed', () => {
  const pass = passUntil(1_000, KEY);
  expect(isPass(pass, KEY, 999)).toBe(true);
  expect(isPass(pass, KEY, 1_000)).toBe(false);
  expect(isPass(pass, 'another key of this place', 999)).toBe(false);
  expect(isPass(pass.replace('1000', '9000'), KEY, 999)).toBe(false);
  for (const odd of [undefined, '', '.', 'Infinity.x', `${pass}0`]) expect(isPass(odd, KEY, 999)).toBe(false);
});
