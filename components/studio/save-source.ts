import { CONTENT_TYPES } from '@/lib/domain/audio-format';
import type { Recorded } from '@/lib/studio/ports';

/** How long the browser gets to begin the download before its URL is taken back (ms). */
const KEPT_MS = 60_000;

/** Hands the untouched source to the person as a download. */
export function saveSource({ source }: Recorded): void {
  const url = URL.createObjectURL(new Blob([source.bytes], { type: source.contentType }));
  const link = document.createElement('a');
  link.href = url;
  link.download = `take.${CONTENT_TYPES.source[source.contentType] ?? 'bin'}`;
  link.click();
  setTimeout(() => URL.revokeObjectURL(url), KEPT_MS);
}
