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
  /** Of what is acted on, whoever does it: an account that is guessed at, a mailbox. */
  subject?: readonly Window[];
  /** Where it cannot be counted it is refused; everything else goes on. */
  isClosed?: true;
};

const perPerson = (...person: Window[]): Rule => ({ person, nobody: person });

/** What one may do how often. Several windows make the wait grow. */
const RULES = {
  /** Every page, action and call of the API. */
  request: { person: [[100, MINUTE]], nobody: [[100, MINUTE]], address: [[600, MINUTE]] },
  signIn: {
    subject: [
      [5, MINUTE],
      [15, HOUR],
      [50, DAY],
    ],
    address: [
      [20, 10 * MINUTE],
      [200, DAY],
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
  publish: { ...perPerson([20, MINUTE]), address: [[120, MINUTE]] },
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
  const waits = await Promise.all(
    windowsOf(limit, who, subject).map(([key, window]) =>
      counted.take(key, window, points).catch((cause: unknown) => uncounted(limit, rule, cause)),
    ),
  );
  const waitMs = Math.max(0, ...waits);
  if (waitMs === 0) return;
  throw new AppError('too_many_requests', { details: { limit, retryAfterSeconds: Math.ceil(waitMs / 1000) } });
}

/** Whoever knew the password after all was not guessing: their account's count begins anew. */
export async function forgive(limit: Limit, subject: string, counted = store()): Promise<void> {
  const windows = windowsOf(limit, { actor: null, address: '' }, subject);
  await Promise.all(windows.map(([key, window]) => counted.forget(key, window)));
}

/** An address that is not known is not told apart: all of a place behind a proxy that tells none would share it. */
function windowsOf(limit: Limit, { actor, address }: Who, subject: string | undefined): [string, Window][] {
  const { person = [], nobody = [], address: ofAddress = [], subject: ofSubject = [] }: Rule = RULES[limit];
  const under = (kind: string, name: string, windows: readonly Window[]) =>
    windows.map((window): [string, Window] => [keyOf(limit, kind, name), window]);
  return [
    ...(actor ? under('person', actor.id, person) : []),
    ...(!actor && address ? under('nobody', address, nobody) : []),
    ...(address ? under('address', address, ofAddress) : []),
    ...(subject ? under('subject', subject, ofSubject) : []),
  ];
}

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
