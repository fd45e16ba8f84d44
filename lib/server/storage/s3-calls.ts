import 'server-only';
import { Readable } from 'node:stream';
import { type GetObjectCommandOutput, S3ServiceException } from '@aws-sdk/client-s3';
import { unavailable } from './unavailable';

/** How long one call may take, its repetitions included (ms). */
export type Deadlines = { askMs: number; transferMs: number };

/** Runs one call under a deadline. Whatever the store does not answer in time, or at all, is storage_unavailable. */
export async function within<T>(ms: number, ask: (abortSignal: AbortSignal) => Promise<T>): Promise<T> {
  try {
    return await ask(AbortSignal.timeout(ms));
  } catch (thrown) {
    throw unavailable(thrown);
  }
}

/** The body as it comes. It fails when the signal of its call aborts. */
export function bodyOf({ Body }: GetObjectCommandOutput): AsyncIterable<Uint8Array> {
  if (!(Body instanceof Readable)) throw new Error('The store answered without a body');
  return Body;
}

/** What the store gives, or `otherwise` when it answers with this status. */
export async function unless<T, U>(status: number, asked: Promise<T>, otherwise: U): Promise<T | U> {
  try {
    return await asked;
  } catch (thrown) {
    // A bucket that is missing is a fault of the configuration, not a file that is missing.
    const fits = thrown instanceof S3ServiceException && thrown.$metadata.httpStatusCode === status;
    if (fits && thrown.name !== 'NoSuchBucket') return otherwise;
    throw thrown;
  }
}
