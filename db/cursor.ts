import { z } from 'zod';
import { AppError } from '@/lib/domain/errors';
import { id } from '@/lib/domain/schemas';

/** What a column with an instant gives. PostgreSQL knows no year 0. */
export const instant = z.iso.datetime().refine((at) => !at.startsWith('0000'));

/** Names the last row of a page, after which the next one begins; opaque to everybody else. */
export function cursorOf<Position>(position: z.ZodType<Position>) {
  return {
    encode: (last: Position): string => Buffer.from(JSON.stringify(last)).toString('base64url'),
    /** Throws AppError('invalid_request') for anything that `encode` did not make. */
    decode(cursor: string): Position {
      const parsed = position.safeParse(jsonOf(Buffer.from(cursor, 'base64url').toString()));
      if (parsed.success) return parsed.data;
      throw new AppError('invalid_request', { cause: parsed.error, details: { issues: ['cursor'] } });
    },
  };
}

const byAge = cursorOf(z.tuple([instant, id]));
export type Position = { at: string; id: string };

export const encodeCursor = (at: Date, rowId: string): string => byAge.encode([at.toISOString(), rowId]);

/** Throws AppError('invalid_request') for anything that `encodeCursor` did not make. */
export function decodeCursor(cursor: string): Position {
  const [at, rowId] = byAge.decode(cursor);
  return { at, id: rowId };
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
