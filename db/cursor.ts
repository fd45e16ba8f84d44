import { z } from 'zod';
import { AppError } from '@/lib/domain/errors';
import { id } from '@/lib/domain/schemas';

/** The last row of a page: the next one begins after it. Opaque to everybody else. PostgreSQL knows no year 0. */
const position = z.tuple([z.iso.datetime().refine((at) => !at.startsWith('0000')), id]);
export type Position = { at: string; id: string };

export const encodeCursor = (at: Date, rowId: string): string =>
  Buffer.from(JSON.stringify([at.toISOString(), rowId])).toString('base64url');

/** Throws AppError('invalid_request') for anything that `encodeCursor` did not make. */
export function decodeCursor(cursor: string): Position {
  const parsed = position.safeParse(jsonOf(Buffer.from(cursor, 'base64url').toString()));
  if (!parsed.success) throw new AppError('invalid_request', { cause: parsed.error, details: { issues: ['cursor'] } });
  return { at: parsed.data[0], id: parsed.data[1] };
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new AppError('invalid_request', { cause, details: { issues: ['cursor'] } });
  }
}

/** Cuts a page out of `limit + 1` rows; the extra row only tells that there is a next page. */
export function pageOf<Row>(rows: Row[], limit: number, cursorOf: (last: Row) => string) {
  const page = rows.slice(0, limit);
  const last = page.at(-1);
  return { page, nextCursor: rows.length > limit && last ? cursorOf(last) : null };
}
