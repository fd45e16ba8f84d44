import { describe, expect, test } from 'vitest';
import { AppError } from '@/lib/domain/errors';
import { assertReadableCall } from './action-call';

const ORIGIN = 'http://tap.test';

function called(body: BodyInit | null, headers: Record<string, string> = {}, method = 'POST'): Request {
  const sent = { host: 'tap.test', origin: ORIGIN, 'next-action': '40ab', ...headers };
  return new Request(`${ORIGIN}/account`, { method, headers: sent, body });
}

async function answer(request: Request): Promise<string> {
  try {
    await assertReadableCall(request);
    return 'ok';
  } catch (thrown) {
    return thrown instanceof AppError ? thrown.code : String(thrown);
  }
}

function form(fields: Record<string, string | Blob>): FormData {
  const made = new FormData();
  for (const [name, value] of Object.entries(fields)) made.set(name, value);
  return made;
}

describe('what a page of this origin sends', () => {
  test.each([
    ['one argument', '[{"name":"Ada"}]'],
    ['a text that begins with a dollar', '[{"name":"$$5"}]'],
    ['nothing', '[]'],
    ['what is left out', '["$undefined"]'],
  ])('%s is read', async (_, body) => {
    expect(await answer(called(body))).toBe('ok');
  });

  test('a form, and a file, are read, and can be read again', async () => {
    expect(await answer(called(form({ '0': '[null,"$K1"]', '1_key': 'k' })))).toBe('ok');
    const request = called(form({ '0': '[{"picture":"$B1"}]', '1': new Blob(['x'], { type: 'image/png' }) }));
    expect(await answer(request)).toBe('ok');
    expect((await request.formData()).get('0')).toBe('[{"picture":"$B1"}]');
  });

  test('a visit is no call', async () => {
    expect(await answer(called(null, { origin: 'http://evil.test' }, 'GET'))).toBe('ok');
  });
});

describe('refused before Next fails on it', () => {
  test.each([
    ['half a body', '[{"a":'],
    ['no list', '{"a":1}'],
    ['no body', ''],
    ['too many arguments', JSON.stringify(Array.from({ length: 9 }, () => 1))],
    ['too deep', `${'['.repeat(40)}${']'.repeat(40)}`],
    ['a form that is not there', '["$K1"]'],
    ['a piece that never comes', '["$1"]'],
    ['a promise', '["$@1"]'],
    ['a number that is none', '["$nx"]'],
    ['a prototype', '[{"__proto__":{"a":1}}]'],
  ])('%s', async (_, body) => {
    expect(await answer(called(body))).toBe('invalid_request');
  });

  test.each([
    ['without arguments', form({ '1_key': 'k' })],
    ['with fields of no argument', form({ '0': '[]', key: 'k' })],
    ['with a piece of its own', form({ '0': '["$K1"]', '1': '{"then":1}' })],
  ])('a form %s', async (_, body) => {
    expect(await answer(called(body))).toBe('invalid_request');
  });

  test('a form that has no end', async () => {
    const headers = { 'content-type': 'multipart/form-data; boundary=door' };
    expect(await answer(called('--door\r\nhalf', headers))).toBe('invalid_request');
  });

  test('another origin, another method, more than Next takes', async () => {
    expect(await answer(called('[]', { origin: 'http://evil.test' }))).toBe('wrong_origin');
    expect(await answer(called('[]', { origin: 'no origin' }))).toBe('wrong_origin');
    expect(await answer(called('[]', {}, 'PUT'))).toBe('method_not_allowed');
    expect(await answer(new Request(`${ORIGIN}/account`, { method: 'POST', body: '[]' }))).toBe('method_not_allowed');
    expect(await answer(called('[]', { 'content-length': '2000000' }))).toBe('payload_too_large');
  });
});
