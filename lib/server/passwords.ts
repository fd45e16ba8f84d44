import 'server-only';
import { createHash } from 'node:crypto';
import { compare, hash } from 'bcrypt';
import pLimit from 'p-limit';
import { AppError } from '@/lib/domain/errors';
import { PASSWORD_MAX_CHARS, PASSWORD_MIN_CHARS } from '@/lib/domain/limits';

const COST = 12;
/** Each keeps a core busy for a good part of a second: so many at once, and the others in a line that nobody waits in for long. */
const inLine = pLimit(2);
const LONGEST_LINE = 30;

/** Throws deadline_exceeded at once where the line is so long that they would wait for nothing. */
async function bounded<T>(work: () => Promise<T>): Promise<T> {
  if (inLine.pendingCount >= LONGEST_LINE) throw new AppError('deadline_exceeded');
  return inLine(work);
}

/** bcrypt reads 72 bytes and stops at a zero byte; a hash in letters has neither fault. */
const whole = (password: string): string => createHash('sha256').update(password.normalize('NFKC')).digest('base64');

/** Throws password_too_short, password_common and deadline_exceeded; `own` is what anybody who knows the person would try first. */
export async function hashPassword(password: string, own: readonly (string | null)[]): Promise<string> {
  const length = [...password].length;
  if (length < PASSWORD_MIN_CHARS || length > PASSWORD_MAX_CHARS) throw new AppError('password_too_short');
  const plain = password.toLowerCase();
  const isOwn = own.some((word) => word && [word.toLowerCase(), ...word.toLowerCase().split('@')].includes(plain));
  if (isOwn || new Set(plain).size < 3 || (await commonest()).has(plain)) throw new AppError('password_common');
  return bounded(() => hash(whole(password), COST));
}

/** Takes as long for somebody who is not known, or who has no password. Throws deadline_exceeded. */
export async function passwordMatches(passwordHash: string | null, password: string): Promise<boolean> {
  const against = passwordHash ?? (await nobodys());
  const isRight = await bounded(() => compare(whole(password), against));
  return isRight && passwordHash !== null;
}

let dummy: Promise<string> | null = null;
function nobodys(): Promise<string> {
  dummy ??= hash(whole('the password of nobody'), COST);
  return dummy;
}

let common: Promise<ReadonlySet<string>> | null = null;
/** Loaded when the first password is chosen: most processes never need it. */
function commonest(): Promise<ReadonlySet<string>> {
  common ??= import('@zxcvbn-ts/language-common').then(
    ({ dictionary }) => new Set(dictionary['passwords-common'].map(String)),
  );
  return common;
}
