import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { errorStatus, isErrorCode, STATUSES } from './error-codes';
import { errorSentence } from './error-sentences';
import { AppError, type ErrorCode } from './errors';
import { heardSentence } from './heard-sentences';

const CODES = Object.keys(STATUSES) as ErrorCode[];

describe.each(CODES)('%s', (code) => {
  test('has a sentence that a person can read, and a status of HTTP', () => {
    const sentence = errorSentence(code);
    expect(sentence).toMatch(/^[A-Z][^<>{}]*\.$/);
    expect(sentence.length).toBeLessThanOrEqual(140);
    expect(sentence).not.toMatch(/undefined|null|error code|exception/i);
    const status = errorStatus(code);
    expect(Number.isInteger(status) && status >= 400 && status <= 599).toBe(true);
    expect(code).toMatch(/^[a-z]+(_[a-z]+)*$/);
  });
});

test('every code is met somewhere', async () => {
  const source = await sources(['app', 'components', 'db', 'lib']);
  const dead = CODES.filter((code) => !new RegExp(`['"\`]${code}['"\`]|\\b${code}:`).test(source));
  expect(dead).toEqual([]);
});

async function sources(folders: string[]): Promise<string> {
  const texts: string[] = [];
  for (const folder of folders) {
    for (const entry of await readdir(folder, { recursive: true, withFileTypes: true })) {
      const isSource = /\.(tsx?|mjs|sql)$/.test(entry.name) && !/\.test\.tsx?$/.test(entry.name);
      const path = join(entry.parentPath, entry.name);
      if (entry.isFile() && isSource && !/^lib\/domain\/(error-codes|(error|heard)-sentences)\.ts$/.test(path))
        texts.push(await readFile(path, 'utf8'));
    }
  }
  return texts.join('\n');
}

describe('an AppError', () => {
  test('carries its code, its cause and what is safe to show', () => {
    const cause = new Error('inside');
    const error = new AppError('upload_missing', { cause, details: { kind: 'stem' } });
    expect(error).toMatchObject({ code: 'upload_missing', details: { kind: 'stem' }, cause, name: 'AppError' });
    expect(error.message).toBe('upload_missing');
    expect(error).toBeInstanceOf(Error);
    expect(new AppError('not_found').details).toBeUndefined();
  });

  test('is not what merely looks like one', () => {
    for (const thing of [null, undefined, 'not_found', { name: 'AppError', code: 'not_found' }, new Error('x')]) {
      expect(thing instanceof AppError).toBe(false);
    }
  });
});

test('whoever listens is told what everybody is told, and of what cannot happen there that it is our fault', () => {
  for (const code of CODES) expect([errorSentence(code), errorSentence('unexpected')]).toContain(heardSentence(code));
  expect(heardSentence('playback_failed')).toBe(errorSentence('playback_failed'));
});

test('a code is one of the table’s own', () => {
  for (const word of ['toString', 'constructor', '__proto__', '', 'NOT_FOUND', 7, null])
    expect(isErrorCode(word)).toBe(false);
  for (const code of CODES) expect(isErrorCode(code)).toBe(true);
});
