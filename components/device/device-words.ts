import type { Way } from '@/components/ui/way-line';
import type { TakeStatus } from '@/lib/offline/outbox-status';
import type { StoredDraft } from '@/lib/offline/stored-draft';

const WAITING = {
  network: 'Waiting for the network',
  parent: 'Waiting for the take it answers',
  turn: 'Next in line',
  retry: 'Trying again soon',
} as const satisfies Record<Extract<TakeStatus, { at: 'waiting' }>['for'], string>;

/** Where a take is, in words and as a place on the line. */
export function wayOf(status: TakeStatus): Way {
  switch (status.at) {
    case 'device':
      return { label: 'On this device', at: 0, travelled: 0, percent: null };
    case 'refused':
      return { label: 'Not published', at: 0, travelled: 0, percent: null };
    case 'waiting':
      return { label: WAITING[status.for], at: 0, travelled: 0, percent: null };
    case 'uploading': {
      const part = status.totalBytes > 0 ? status.sentBytes / status.totalBytes : 0;
      return { label: 'Uploading', at: 1, travelled: 0.5 + part * 0.5, percent: Math.floor(part * 100) };
    }
    case 'server': {
      const label = status.doing === 'mixing' ? 'Mixing on the server' : 'Publishing';
      return { label, at: 2, travelled: 1, percent: null };
    }
    case 'published':
      return {
        label: status.waits ? 'Waits for the owner of the story' : 'Published',
        at: 2,
        travelled: 1,
        percent: 100,
      };
  }
}

/** The title of the take's story; of one that has none yet the time of day tells it from another. */
export const titleOf = ({ aim, form, startedAt }: StoredDraft): string =>
  aim.answer?.storyTitle || form.title.trim() || `A new story, ${timeOfDay(startedAt)}`;

/** `14:05` where the device is; ms since 1970. */
function timeOfDay(ms: number): string {
  const at = new Date(ms);
  const two = (value: number) => String(value).padStart(2, '0');
  return `${two(at.getHours())}:${two(at.getMinutes())}`;
}

/** How long the take is (ms), where that is known. */
export const lengthOf = ({ rendered, cut }: StoredDraft): number | null =>
  rendered?.durationMs ?? (cut === 'whole' ? null : cut.durationMs);
