import { isErrorCode } from '@/lib/domain/error-codes';
import { AppError, type ErrorCode } from '@/lib/domain/errors';
import { withDeadline } from './deadline';

/** Runs a query under its deadline. Every query goes through here, so what the database refuses has one translation. */
export async function guarded<T>(query: () => PromiseLike<T>): Promise<T> {
  try {
    return await withDeadline(query());
  } catch (cause) {
    const code = errorCodeOf(cause);
    throw code ? new AppError(code, { cause }) : cause;
  }
}

/** What postgres.js and Node put on an error. */
type DatabaseError = Error & { code: string; constraint_name?: string; routine?: string };

const OF_CONSTRAINTS: Record<string, ErrorCode> = {
  takes_parent: 'parent_not_found',
  takes_author_id_users_id_fk: 'not_signed_in',
  stories_owner_id_users_id_fk: 'not_signed_in',
  likes_take: 'take_not_found',
  likes_user_id_users_id_fk: 'not_signed_in',
};

const UNAVAILABLE = /^(E[A-Z_]+|CONNECT(ION)?_\w+|08\w{3}|28\w{3}|3D000|53\w{3}|57P\d\d)$/;
const CANCELLED = '57014';
/** What is written into a story that one may not see: by then it has become private, or a door forgot to ask. */
const WALLED = 'ExecWithCheckOptions';

function errorCodeOf(error: unknown): ErrorCode | null {
  if (error instanceof AppError) return null;
  const cause = databaseErrorIn(error);
  if (!cause) return null;
  if (cause.code === CANCELLED) return 'deadline_exceeded';
  if (cause.routine === WALLED) return 'story_not_found';
  if (UNAVAILABLE.test(cause.code)) return 'database_unavailable';
  const constraint = cause.constraint_name ?? '';
  return isErrorCode(constraint) ? constraint : (OF_CONSTRAINTS[constraint] ?? null);
}

/** Drizzle wraps what the driver threw. */
function databaseErrorIn(error: unknown): DatabaseError | null {
  for (let link = error; link instanceof Error; link = link.cause) {
    if ('code' in link && typeof link.code === 'string') return link as DatabaseError;
  }
  return null;
}
