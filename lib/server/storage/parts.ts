import 'server-only';
import { AppError } from '@/lib/domain/errors';
import { PART_BYTES } from '@/lib/domain/limits';

export type Part = { number: number; bytes: number };

/** The parts of a file of so many bytes: part n holds the bytes from (n - 1) * PART_BYTES on. */
export const partsOf = (bytes: number): Part[] =>
  Array.from({ length: Math.ceil(bytes / PART_BYTES) }, (_, i) => ({
    number: i + 1,
    bytes: Math.min(PART_BYTES, bytes - i * PART_BYTES),
  }));

/** Those that the store does not have in their full length. `arrived`: bytes by part number. */
export const partsLeft = (bytes: number, arrived: ReadonlyMap<number, number>): Part[] =>
  partsOf(bytes).filter((part) => arrived.get(part.number) !== part.bytes);

/** `left`: the parts to send; without them there is no such upload, and the device begins another. */
export const partsMissing = (left?: Part[]): AppError =>
  new AppError('upload_missing', left ? { details: { missing: left.map(({ number }) => number) } } : {});
