import { v7 as uuidv7 } from 'uuid';
import { describe, expect, it } from 'vitest';
import { CONTENT_TYPES, STORED_KINDS } from '@/lib/domain/audio-format';
import { newKey, parseKey } from './keys';

const takeId = uuidv7();

describe('keys', () => {
  it.each(STORED_KINDS.flatMap((kind) => Object.keys(CONTENT_TYPES[kind]).map((type) => [kind, type] as const)))(
    'of a %s in %s say whose they are',
    (kind, contentType) => {
      const key = newKey(takeId, kind, contentType);
      expect(parseKey(key)).toMatchObject({ takeId, kind, contentType });
      expect(parseKey(key)?.disposition).toMatch(/^inline; filename="tap-story-\w+\.\w+"$/);
      expect(key.length).toBeLessThanOrEqual(200);
      expect(newKey(takeId, kind, contentType)).not.toBe(key);
    },
  );

  it('are made for ids and content types that exist', () => {
    for (const [id, type] of [
      [takeId, 'audio/mp4'],
      [takeId, 'constructor'],
      ['../..', 'audio/flac'],
      [takeId.toUpperCase(), 'audio/flac'],
    ] as const) {
      expect(() => newKey(id, 'stem', type)).toThrow(expect.objectContaining({ code: 'invalid_request' }));
    }
  });

  it.each([
    ['../', (key: string) => `../${key}`],
    ['a leading slash', (key: string) => `/${key}`],
    ['a folder up', (key: string) => key.replace('audio/', 'audio/../audio/')],
    ['an encoded slash', (key: string) => key.replace('audio/', 'audio%2f')],
    ['a backslash', (key: string) => key.replace('audio/', 'audio\\')],
    ['a zero byte', (key: string) => `${key}\0`],
    ['a line end', (key: string) => `${key}\n`],
    ['a second extension', (key: string) => `${key}.html`],
    ['an unknown kind', (key: string) => key.replace('-stem', '-cover')],
    ["another kind's extension", (key: string) => key.replace('.flac', '.webm')],
    ['upper case', (key: string) => key.toUpperCase()],
    ['another folder', (key: string) => key.replace('audio/', 'incoming/')],
  ])('with %s are none', (_, change) => {
    expect(parseKey(change(newKey(takeId, 'stem', 'audio/flac')))).toBeNull();
  });
});
