import { wayOf } from '@/components/device/device-words';
import type { Way } from '@/components/ui/way-line';
import type { Published, Publishing } from '@/lib/studio/state';

/** Where the take of this studio is on its way. */
export function deliveryOf(state: Publishing | Published): Way {
  if (state.phase === 'published') return wayOf({ at: 'published', url: state.url });
  const { progress, draft } = state;
  switch (progress.station) {
    case 'device': {
      const label = draft.rendering.at === 'device' ? 'Mixing on this device' : 'Getting ready';
      return { label, at: 0, travelled: 0, percent: null };
    }
    case 'waiting':
      return wayOf({ at: 'waiting', for: progress.for, code: progress.code, retryAt: null });
    case 'network':
      return wayOf({ at: 'uploading', sentBytes: progress.sentBytes, totalBytes: progress.totalBytes });
    case 'server':
      return wayOf({ at: 'server', doing: progress.doing });
  }
}
