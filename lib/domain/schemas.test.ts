import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { CONTENT_TYPES, FILE_KINDS } from './audio-format';
import { GUEST_NAME, NAME_MAX_CHARS, PEAKS_PER_SECOND, TITLE_MAX_CHARS } from './limits';
import * as schemas from './schemas';
import { oneLine } from './typed-text';

/** Text as nobody types it: controls, marks that are not seen, halves of characters, joiners, marks that combine. */
const oddText = fc
  .array(
    fc.oneof(
      fc.string({ unit: 'binary', maxLength: 3 }),
      fc.constantFrom(
        ...'a \u0000\t\r\n\u0085\u2028\u2029\u00a0\u3000\u200b\u200c\u200d\u200e\u202e\u2066\u00ad\ufeff\u0301e',
      ),
      fc.constantFrom('\ud800', '\udc00', '👩‍👩‍👧', 'می‌خواهم', '\u{e0067}', '\u0958', '\u1112\u1161'),
    ),
    { maxLength: 30 },
  )
  .map((parts) => parts.join(''));

describe('a line of text', () => {
  const nameOf = (text: string) => {
    const parsed = schemas.personName.safeParse(text);
    return parsed.success ? parsed.data : null;
  };

  test('holds no controls, no marks that turn or hide, no half characters, and no space too many', () => {
    fc.assert(
      fc.property(oddText, (text) => {
        const name = nameOf(text);
        if (name === null) return;
        expect(name).not.toMatch(/[\p{Cc}\p{Zl}\p{Zp}]/u);
        expect(name).not.toMatch(/\p{Bidi_Control}|[\u00ad\u200b\u2060-\u2064\ufeff]/u);
        expect(name).toMatch(/[^\p{Default_Ignorable_Code_Point}\u2800\s]/u);
        expect(name).not.toMatch(/^[\s\u200c-\u200d]|[\s\u200c-\u200d]$|\s\s|[^\S ]/);
        expect(name).not.toMatch(/[\u200c-\u200d] | [\u200c-\u200d]/);
        expect(name.isWellFormed()).toBe(true);
        expect(name.length).toBeGreaterThan(0);
        expect(name.length).toBeLessThanOrEqual(NAME_MAX_CHARS);
      }),
      { numRuns: 3_000 },
    );
  });

  test('stays as it is when it is read again', () => {
    fc.assert(
      fc.property(oddText, (text) => {
        const name = nameOf(text);
        if (name !== null) expect(nameOf(name)).toBe(name);
        const title = schemas.title.safeParse(text);
        if (title.success) expect(schemas.title.parse(title.data)).toBe(title.data);
        if (title.success) expect(title.data).toMatch(/[^\p{Default_Ignorable_Code_Point}\u2800\s]/u);
      }),
      { numRuns: 3_000 },
    );
  });

  test('keeps what a person sees', () => {
    for (const text of ['Ada', 'Ana María', 'Ғалым', '李雷', 'שלום', 'می‌خواهم', '👩‍👩‍👧', 'क्‍ष', "O'Neill – 1st"]) {
      expect(nameOf(text)).toBe(text);
    }
    const scotland = '\u{1f3f4}\u{e0067}\u{e0062}\u{e0073}\u{e0063}\u{e0074}\u{e007f}';
    for (const text of [scotland, '\u0600\u0661', '\u0605', '\u06dd\u0662', '❤\ufe0f', '⠓⠊\u2800⠽⠕⠥']) {
      expect(nameOf(text)).toBe(text);
      expect(schemas.title.parse(text)).toBe(text);
    }
  });

  test('loses each mark that turns or hides, and nothing beside it', () => {
    for (const range of [
      [0xad, 0xad],
      [0x61c, 0x61c],
      [0x200b, 0x200b],
      [0x200e, 0x200f],
      [0x202a, 0x202e],
      [0x2060, 0x2064],
      [0x2066, 0x2069],
      [0xfeff, 0xfeff],
    ] as const) {
      for (let code = range[0]; code <= range[1]; code += 1) {
        expect(nameOf(`a${String.fromCodePoint(code)}b`)).toBe('ab');
      }
    }
  });

  test('has its limit in characters after it is cleaned', () => {
    const spaced = `${' '.repeat(200)}x${'\n'.repeat(200)}y`;
    expect(nameOf(spaced)).toBe('x y');
    expect(nameOf('x'.repeat(NAME_MAX_CHARS))).not.toBeNull();
    expect(nameOf('x'.repeat(NAME_MAX_CHARS + 1))).toBeNull();
    expect(nameOf(' '.repeat(NAME_MAX_CHARS * 20 + 1))).toBeNull();
    expect(schemas.title.safeParse('x'.repeat(TITLE_MAX_CHARS)).success).toBe(true);
    expect(schemas.title.safeParse('x'.repeat(TITLE_MAX_CHARS + 1)).success).toBe(false);
  });

  test('that shows nothing is Guest as a name, and nothing as a title', () => {
    const unseen = [
      '\u3164',
      '\u2800',
      '\u2800 \u3164',
      '\ufe0f\u034f',
      '\u115f\u1160',
      '\uffa0',
      '\u{e0067}\u{e007f}',
      '\ufff9',
    ];
    for (const text of ['', ' ', '\u0000', '\u200d\u200c', '\u200b \u200d \u202e', ...unseen]) {
      expect(nameOf(text)).toBe(GUEST_NAME);
      expect(schemas.title.safeParse(text).success).toBe(false);
    }
  });

  test('is read in no time however it is made', () => {
    for (const unit of ['\u200d', ' \u200d', '\u200c\u200d', '\u0000\u200d', 'e\u0301']) {
      schemas.title.safeParse(unit.repeat(Math.floor((TITLE_MAX_CHARS * 20) / unit.length)));
    }
  });
});

describe('what is looked for', () => {
  test.each(['ab', 'é1', '100%', '語', 'か', '한', 'ש', '🌊', '❤', '👩‍👩‍👧', ' 語 '])('%j is enough', (text) => {
    expect(schemas.searchText.parse(text)).toBe(text.trim());
  });

  test.each(['', ' ', 'a', ' a ', 'é', 'ж', '7', '%', '\u0301', 'a\u200b', 'a'.repeat(81)])('%j is not', (text) => {
    expect(schemas.searchText.safeParse(text).success).toBe(false);
  });

  test('comes back as it was sent, when one line was made of it before', () => {
    fc.assert(
      fc.property(oddText, (text) => {
        const sent = oneLine(text);
        const parsed = schemas.searchText.safeParse(sent);
        if (parsed.success) expect(parsed.data).toBe(sent);
      }),
      { numRuns: 1_000 },
    );
  });
});

describe('an id', () => {
  test('is a UUID in lower case', () => {
    expect(schemas.id.parse('01890000-0000-7000-8000-0000000000AB')).toBe('01890000-0000-7000-8000-0000000000ab');
    for (const other of [
      '',
      'x',
      '01890000-0000-7000-8000-0000000000ab\n',
      '01890000000070008000000000000000',
      7,
      null,
    ]) {
      expect(schemas.id.safeParse(other).success).toBe(false);
    }
  });
});

describe('an announced file', () => {
  const file = { kind: 'stem', contentType: 'audio/flac', bytes: 1, sha256: 'a'.repeat(64) };
  const accepts = (change: object) => schemas.announcedFile.safeParse({ ...file, ...change }).success;

  test('is of a format of its kind', () => {
    for (const kind of FILE_KINDS) {
      for (const contentType of Object.keys(CONTENT_TYPES[kind])) {
        expect(accepts({ kind, contentType })).toBe(true);
        expect(accepts({ kind, contentType: `${contentType.toUpperCase()}; codecs=opus` })).toBe(true);
      }
    }
  });

  test('has no format that an object merely inherits', () => {
    const inherited = [...Object.getOwnPropertyNames(Object.prototype), 'text/html', '', ';'];
    for (const contentType of inherited)
      for (const kind of FILE_KINDS) expect(accepts({ kind, contentType })).toBe(false);
    for (const kind of inherited) expect(accepts({ kind })).toBe(false);
  });

  test('has a checksum in lower-case hex', () => {
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 32, maxLength: 32 }), (bytes) =>
        accepts({ sha256: Buffer.from(bytes).toString('hex') }),
      ),
    );
    for (const sha256 of ['', 'a'.repeat(63), 'a'.repeat(65), 'A'.repeat(64), 'g'.repeat(64), `${'a'.repeat(64)}\n`]) {
      expect(accepts({ sha256 })).toBe(false);
    }
  });
});

describe('a publication', () => {
  const file = { key: 'audio/x', bytes: 1, sha256: 'a'.repeat(64) };
  const publication = {
    storyId: '01890000-0000-7000-8000-000000000000',
    parentId: null,
    startMs: 0,
    durationMs: 1_000,
    authorName: 'Ada',
    stem: file,
    mix: file,
    peaks: [0, 255],
    gainDb: 0,
    alignment: { method: 'none', errorMs: 0 },
  };
  const accepts = (change: object) => schemas.publishTake.safeParse({ ...publication, ...change }).success;

  test('is public unless it says otherwise', () => {
    expect(schemas.publishTake.parse(publication).visibility).toBe('public');
    expect(['unlisted', 'private'].map((visibility) => accepts({ visibility }))).toEqual([true, true]);
    expect(accepts({ visibility: 'secret' })).toBe(false);
  });

  test('has whole milliseconds that a number holds exactly', () => {
    for (const ms of [0.5, -1, Number.NaN, Number.POSITIVE_INFINITY, 2 ** 53, '1', null]) {
      expect(accepts({ startMs: ms })).toBe(false);
      expect(accepts({ durationMs: ms })).toBe(false);
    }
  });

  test('has no more peaks than the longest take, each a byte', () => {
    expect(accepts({ peaks: [] })).toBe(true);
    expect(accepts({ peaks: new Array(610 * PEAKS_PER_SECOND).fill(255) })).toBe(true);
    expect(accepts({ peaks: new Array(610 * PEAKS_PER_SECOND + 1).fill(0) })).toBe(false);
    for (const peak of [-1, 256, 0.5, null, '1']) expect(accepts({ peaks: [peak] })).toBe(false);
  });

  test('is refused for nothing that its browser may be called', () => {
    const gear = { inputLabel: null, outputLabel: null, contextRate: null, inputRate: null };
    const kept = (browser: unknown) =>
      schemas.publishTake.parse({ ...publication, gear: { ...gear, browser } }).gear?.browser;
    for (const browser of ['Chromium 156', 'Samsung Internet 29', 'unknown']) expect(kept(browser)).toBe(browser);
    for (const odd of [
      '',
      '156',
      'Chromium',
      'Chromium 156.0',
      `${'x'.repeat(32)} 1`,
      '<b> 1',
      'A 1\n',
      null,
      undefined,
      7,
    ])
      expect(kept(odd)).toBe('unknown');
  });

  test('knows its own fields only', () => {
    const parsed = schemas.publishTake.parse(
      JSON.parse(JSON.stringify({ ...publication, authorId: 'x', likeCount: 9 })),
    );
    expect(Object.keys(parsed).sort()).toEqual([...Object.keys(publication), 'gear', 'visibility'].sort());
  });
});

describe('what is said in several lines', () => {
  test('keeps its paragraphs, and nothing that is not seen', () => {
    const text = '  Begun in\u0000 the rain.\r\n\r\n\r\n\r\nGo \u202eon.\n  ';
    expect(schemas.description.parse(text)).toBe('Begun in the rain.\n\nGo on.');
    expect(schemas.description.safeParse('x'.repeat(2_001)).success).toBe(false);
    expect(schemas.description.parse('')).toBe('');
  });
});
