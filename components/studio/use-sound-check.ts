import { useSyncExternalStore } from 'react';
import type { SoundCheck, SoundCheckPort } from '@/lib/studio/sound-check';

/** The sound check as it stands now. */
export const useSoundCheck = (check: SoundCheckPort): SoundCheck =>
  useSyncExternalStore(check.subscribe, check.getState, check.getState);
