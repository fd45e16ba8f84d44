import type { Published, Publishing } from '@/lib/studio/state';

export const STATIONS = ['Device', 'Network', 'Server'] as const;

/** `at` is the station, `travelled` the part of the line that lies behind (0 to 1), `percent` null without a measure. */
export type Delivery = { label: string; at: 0 | 1 | 2; travelled: number; percent: number | null };

export function deliveryOf(state: Publishing | Published): Delivery {
  if (state.phase === 'published') return { label: 'Published', at: 2, travelled: 1, percent: 100 };
  const { progress, draft } = state;
  switch (progress.station) {
    case 'device': {
      const label = draft.rendering.at === 'device' ? 'Mixing on this device' : 'Getting ready';
      return { label, at: 0, travelled: 0, percent: null };
    }
    case 'network': {
      const part = progress.totalBytes > 0 ? progress.sentBytes / progress.totalBytes : 0;
      return { label: 'Uploading', at: 1, travelled: 0.5 + part * 0.5, percent: Math.floor(part * 100) };
    }
    case 'server': {
      const label = progress.doing === 'mixing' ? 'Mixing on the server' : 'Publishing';
      return { label, at: 2, travelled: 1, percent: null };
    }
  }
}
