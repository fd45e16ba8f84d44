import 'server-only';
import { createHash } from 'node:crypto';
import { AppError } from '@/lib/domain/errors';
import type { Ctx } from './context';
import { env } from './env';
import { type LimitStore, limitsInPostgres, limitsInRedis, type Window } from './limit-store';
import { log } from './log';
import { systemDatabase } from './services';

const MINUTE = 60;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

type Rule = {
  /** Of whoever acts. */
  person?: readonly Window[];
  /** Of all from one address together who act as nobody. */
  nobody?: readonly Window[];
  /** Of all from one address together: a school or a train has one. */
  address?: readonly Window[];
  /** Of what is acted on, whoever does it: a mailbox. Wide where it could lock somebody out of what is theirs. */
  subject?: readonly Window[];
  /** Of what is acted on, from one address: an account that is guessed at. */
  subjectFromAddress?: readonly Window[];
  /** Where it cannot be counted it is refused; everything else goes on. */
  isClosed?: true;
};

const perPerson = (...person: Window[]): Rule => ({ person, nobody: person });

/** What one may do how often. Several windows make the wait grow. */
const RULES = {
  /** Every page that is opened, action and call of the API. */
  request: { person: [[100, MINUTE]], nobody: [[600, MINUTE]], address: [[1200, MINUTE]] },
  /** Those of them that write. A person's are few enough as requests. */
  write: { nobody: [[200, MINUTE]] },
  /** What pages fetch by themselves: a front page asks for every page that it leads to. */
  fetch: { person: [[900, MINUTE]], nobody: [[6000, MINUTE]], address: [[6000, MINUTE]] },
  signIn: {
    subjectFromAddress: [
      [5, MINUTE],
      [15, HOUR],
      [50, DAY],
    ],
    subject: [[500, DAY]],
    address: [
      [60, 10 * MINUTE],
      [600, DAY],
    ],
    isClosed: true,
  },
  /** A name for somebody who has none; a class begins within some minutes. */
  guest: {
    address: [
      [40, 10 * MINUTE],
      [300, DAY],
    ],
  },
  signUp: {
    address: [
      [10, HOUR],
      [40, DAY],
    ],
    isClosed: true,
  },
  /** A letter that this place sends because somebody asks; `subject`: to whom. */
  mail: {
    ...perPerson([10, HOUR]),
    address: [[30, HOUR]],
    subject: [
      [3, 10 * MINUTE],
      [10, DAY],
    ],
  },
  announce: { ...perPerson([40, MINUTE]), address: [[240, MINUTE]] },
  /** KiB that are announced. */
  upload: perPerson([4 * 1024 * 1024, DAY]),
  /** A picture that is made small here. */
  picture: perPerson([20, HOUR]),
  publish: { ...perPerson([40, MINUTE]), address: [[120, MINUTE]] },
  mix: { ...perPerson([10, MINUTE]), address: [[60, MINUTE]] },
  report: perPerson([10, HOUR], [30, DAY]),
  invite: perPerson([30, HOUR], [100, DAY]),
  export: perPerson([3, HOUR], [10, DAY]),
  search: perPerson([40, MINUTE]),
} as const satisfies Record<string, Rule>;

export type Limit = keyof typeof RULES;
type Who = Pick<Ctx, 'address'> & { actor: { id: string } | null };

// One store for every bundle of the built app.
const holder = globalThis as typeof globalThis & { tapStoryLimits?: LimitStore };

/** LIMITS=off: for tests that ask more than a person can. */
const UNCOUNTED: LimitStore = { take: async () => 0, forget: async () => undefined, close: async () => undefined };

function store(): LimitStore {
  const { LIMITS, REDIS_URL } = env();
  if (LIMITS === 'off') return UNCOUNTED;
  holder.tapStoryLimits ??= REDIS_URL ? limitsInRedis(REDIS_URL) : limitsInPostgres(systemDatabase());
  return holder.tapStoryLimits;
}

/**
 * Counts one use of what is limited, or so many points of it. `subject`: what is acted on, as an email address. Throws
 * too_many_requests, with `retryAfterSeconds`; database_unavailable where it cannot be counted and must be.
 */
export async function spend(
  limit: Limit,
  who: Who,
  { subject, points = 1, counted = store() }: { subject?: string; points?: number; counted?: LimitStore } = {},
): Promise<void> {
  const rule: Rule = RULES[limit];
  const waits = await Promise.all(windowsOf(limit, who, subject).map(waitIn));
  const waitMs = Math.max(0, ...waits);
  if (waitMs === 0) return;
  throw new AppError('too_many_requests', { details: { limit, retryAfterSeconds: Math.ceil(waitMs / 1000) } });

  /** The shortest first: what it refuses takes nothing from the longer ones, or a crowded minute would last a day. */
  async function waitIn({ key, windows, isGuess }: Counted): Promise<number> {
    const take = (window: Window): Promise<number> =>
      counted.take(key, window, points).catch((cause: unknown) => uncounted(limit, rule, cause));
    if (isGuess) return Math.max(0, ...(await Promise.all(windows.map(take))));
    for (const window of windows) {
      const waitMs = await take(window);
      if (waitMs > 0) return waitMs;
    }
    return 0;
  }
}

/** Whoever knew the password after all was not guessing: what they did from where they are is not counted any more. */
export async function forgive(limit: Limit, who: Who, subject: string, counted = store()): Promise<void> {
  const { subjectFromAddress }: Rule = RULES[limit];
  const { key, windows } = guessesOf(limit, who, subject, subjectFromAddress);
  await Promise.all(windows.map((window) => counted.forget(key, window)));
}

/** What is counted, and its windows, the shortest first. Whoever goes on guessing when refused waits longer: that counts in all. */
type Counted = { key: string; windows: readonly Window[]; isGuess?: true };

function windowsOf(limit: Limit, who: Who, subject: string | undefined): Counted[] {
  const { person, nobody, address, subject: ofSubject, subjectFromAddress }: Rule = RULES[limit];
  return [
    who.actor ? under([limit, 'person', who.actor.id], person) : fromThere(who, [limit, 'nobody'], nobody),
    fromThere(who, [limit, 'address'], address),
    ...(subject ? [under([limit, 'subject', subject], ofSubject)] : []),
    ...(subject ? [guessesOf(limit, who, subject, subjectFromAddress)] : []),
  ];
}

const guessesOf = (limit: Limit, who: Who, subject: string, windows?: readonly Window[]): Counted => ({
  ...fromThere(who, [limit, 'guess', subject], windows),
  isGuess: true,
});

/** A whole place behind a proxy that tells no address has one between it. */
const UNKNOWN_IS_WIDER = 10;

function fromThere({ address }: Who, key: readonly string[], windows: readonly Window[] = []): Counted {
  if (address) return under([...key, address], windows);
  return under(
    [...key, 'unknown'],
    windows.map(([most, seconds]): Window => [most * UNKNOWN_IS_WIDER, seconds]),
  );
}

const under = (key: readonly string[], windows: readonly Window[] = []): Counted => ({ key: keyOf(...key), windows });

/** What is counted is nobody's to read: neither who, nor from where. */
const keyOf = (...parts: string[]): string =>
  createHash('sha256').update(parts.join('\0')).digest('base64url').slice(0, 32);

const SAY_EVERY_MS = 60_000;
let saidAt = Number.NEGATIVE_INFINITY;

function uncounted(limit: Limit, { isClosed }: Rule, cause: unknown): 0 {
  if (performance.now() - saidAt > SAY_EVERY_MS) {
    saidAt = performance.now();
    log.error({ limit, err: cause }, 'limits cannot be counted');
  }
  if (isClosed) throw new AppError('database_unavailable', { cause });
  return 0;
}
