import { SNIFF_BYTES, sniffContentType } from '@/lib/domain/audio-format';
import { AppError } from '@/lib/domain/errors';
import { MOST_BROUGHT_BYTES } from '@/lib/domain/limits';
import type { Recorded } from '@/lib/studio/ports';

/**
 * A file that is to be a take, as a source: what its bytes are decides, not what it is called. Throws AppError file_too_large or
 * not_audio, or what the browser throws when it cannot read the file.
 */
export async function broughtFile(file: File): Promise<Recorded['source']> {
  if (file.size > MOST_BROUGHT_BYTES) throw new AppError('file_too_large');
  const bytes = new Uint8Array(await file.arrayBuffer());
  const contentType = sniffContentType(bytes.subarray(0, SNIFF_BYTES));
  if (!contentType) throw new AppError('not_audio');
  return { bytes, contentType };
}
