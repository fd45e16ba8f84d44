import 'server-only';
import { createHash } from 'node:crypto';
import { AppError } from '@/lib/domain/errors';

/** `sha256` in lower-case hex. */
export type Announced = { bytes: number; sha256: string };
export type Chunks = AsyncIterable<Uint8Array>;

/**
 * The chunks as they come, for as long as they can still be what was announced; of a part only the length was. Throws upload_mismatch at the first
 * byte too many, and at the end when bytes are missing or are others; also when the sender goes away.
 */
export async function* checked(
  chunks: Chunks,
  announced: Pick<Announced, 'bytes'> & Partial<Announced>,
): AsyncGenerator<Uint8Array> {
  const hash = createHash('sha256');
  let bytes = 0;
  try {
    for await (const chunk of chunks) {
      bytes += chunk.byteLength;
      if (bytes > announced.bytes) throw mismatch('longer than announced');
      hash.update(chunk);
      yield chunk;
    }
  } catch (cause) {
    throw cause instanceof AppError ? cause : mismatch('cut short', cause);
  }
  if (bytes < announced.bytes) throw mismatch('shorter than announced');
  if (announced.sha256 !== undefined && hash.digest('hex') !== announced.sha256)
    throw mismatch('another checksum than announced');
}

export const mismatch = (reason: string, cause?: unknown): AppError =>
  new AppError('upload_mismatch', { cause, details: { reason } });
