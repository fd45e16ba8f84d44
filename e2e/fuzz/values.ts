import fc, { type Arbitrary } from 'fast-check';
import type { z } from 'zod';

/** Ids and tokens that the app knows: without any, nothing would come further than the first look-up. */
export type Known = { ids: string[]; texts: string[] };

// biome-ignore lint/suspicious/noExplicitAny: zod's definitions have a shape for each type.
type Def = any;

const ODD_TEXTS = [
  '',
  '\0',
  '\u202e\u2066',
  '\ud800',
  '𝕿𝖆𝖕',
  'ﷺ'.repeat(200),
  'e\u0301'.repeat(500),
  '%00',
  '../../etc/passwd',
  "'; drop table users; --",
  '{{7*7}}',
  '<script>alert(1)</script>',
  'NaN',
  '1e999',
  '-0',
  'null',
  '\r\nSet-Cookie: a=b',
  'x'.repeat(20_000),
];
const ODD_NUMBERS = [-1, 0, -0, 1.5, 2 ** 31, 2 ** 53, 1e308, -1e308, 5e-324, 2 ** 63];

const oddText = (known: Known): Arbitrary<string> =>
  fc.oneof(fc.constantFrom(...ODD_TEXTS, ...known.ids), fc.string({ unit: 'binary', maxLength: 60 }));

const deep = (depth: number): unknown => JSON.parse(`${'['.repeat(depth)}${']'.repeat(depth)}`);

/** What nobody asked for. */
const junk = (known: Known): Arbitrary<unknown> =>
  fc.oneof(
    oddText(known),
    fc.constantFrom<unknown>(...ODD_NUMBERS, null, true, false, [], {}),
    fc.jsonValue({ maxDepth: 2 }),
    fc.constant(deep(400)),
    fc.constant({ constructor: { prototype: { isAdmin: true } }, toString: 1, hasOwnProperty: null }),
    fc.array(fc.integer(), { minLength: 3_000, maxLength: 3_000 }),
  );

/** What a schema takes, now and then with something else in its place, at any depth. */
export function valuesOf(schema: z.ZodType, known: Known): Arbitrary<unknown> {
  return fc.oneof({ weight: 12, arbitrary: fitting(schema, known) }, { weight: 1, arbitrary: junk(known) });
}

function fitting(schema: z.ZodType, known: Known): Arbitrary<unknown> {
  const def: Def = schema._zod.def;
  const inner = (one: z.ZodType) => valuesOf(one, known);
  switch (def.type) {
    case 'object':
      return objectOf(def.shape, known);
    case 'string':
      return textOf(def, known);
    case 'number':
      return fc.oneof(fc.integer({ min: -1_000, max: 20_000 }), fc.double(), fc.constantFrom(...ODD_NUMBERS));
    case 'boolean':
      return fc.boolean();
    case 'null':
      return fc.constant(null);
    case 'literal':
      return fc.constantFrom(...def.values);
    case 'enum':
      return fc.constantFrom(...Object.values(def.entries));
    case 'array':
      return fc.array(inner(def.element), { maxLength: 4 });
    case 'union':
      return fc.oneof(...def.options.map(inner));
    case 'record':
      return fc.dictionary(fc.string(), inner(def.valueType), { maxKeys: 4 });
    case 'pipe':
      return inner(def.in);
    case 'optional':
    case 'nullable':
    case 'default':
    case 'prefault':
    case 'catch':
    case 'readonly':
    case 'nonoptional':
      return inner(def.innerType);
    default:
      // Files, and whatever else has no text of its own.
      return junk(known);
  }
}

/** Keys are missing, too many, and those that every object has. */
function objectOf(shape: Record<string, z.ZodType>, known: Known): Arbitrary<unknown> {
  const fields = Object.fromEntries(
    Object.entries(shape).map(([key, one]) => [key, fc.option(valuesOf(one, known), { freq: 20, nil: undefined })]),
  );
  const extra = fc.option(fc.tuple(fc.constantFrom('extra', '__proto__', 'constructor', 'isAdmin', ''), junk(known)), {
    freq: 8,
  });
  return fc.tuple(fc.record(fields), extra).map(([made, more]) => {
    if (more) Object.defineProperty(made, more[0], { value: more[1], enumerable: true, configurable: true });
    return made;
  });
}

function textOf(def: Def, known: Known): Arbitrary<string> {
  const checks: Def[] = [def, ...(def.checks ?? []).map((check: Def) => check._zod.def)];
  if (checks.some(({ format }) => format === 'uuid' || format === 'guid'))
    return fc.oneof({ weight: 9, arbitrary: fc.constantFrom(...known.ids) }, { weight: 1, arbitrary: fc.uuid() });
  const pattern = checks.find((check) => check.pattern instanceof RegExp && check.format === 'regex')?.pattern;
  if (pattern && pattern.flags === '') return fc.stringMatching(pattern);
  return fc.oneof(
    { weight: 3, arbitrary: fc.constantFrom(...known.texts) },
    { weight: 3, arbitrary: fc.string({ maxLength: 40 }) },
    { weight: 1, arbitrary: oddText(known) },
  );
}
