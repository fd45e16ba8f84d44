import { errorSentence } from '@/lib/domain/error-sentences';
import { type ShareFault, shareFaultNamed } from '@/lib/offline/share-fault';

/** When nothing of what was shared is here. */
const NOTHING_CAME: Record<ShareFault, string> = {
  file_too_large: errorSentence('file_too_large'),
  not_audio: errorSentence('not_audio'),
  device_full: 'This device is full. Free some space, then share it again.',
  device_store_failed: 'This browser could not store the file. Begin a story and choose “Use a file instead”.',
  lost: 'The file that was shared did not arrive. Share it once more, or begin a story and choose “Use a file instead”.',
};

/** When some of the files are here. */
const SOME_CAME: Record<ShareFault, string> = {
  file_too_large: 'Not every file came: one is too large. Share files of less than 256 MB. The others are here.',
  not_audio: 'Not every file came: one is not audio that can be read here. The others are here.',
  device_full: 'Not every file came: this device is full. Free some space, then share the rest again.',
  device_store_failed: 'Not every file came: this browser could not store them all. Share the rest again.',
  lost: 'Not every file came. Share the rest once more.',
};

/** What to say of a share by the address it has led to; null when there was none, or all of it came. */
export function shareSentence(search: URLSearchParams): string | null {
  const named = search.get('share');
  if (named === null) return null;
  return (search.has('came') ? SOME_CAME : NOTHING_CAME)[shareFaultNamed(named)];
}
