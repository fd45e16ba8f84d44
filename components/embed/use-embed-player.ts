'use client';

import { useEffect, useState, useSyncExternalStore } from 'react';
import { useEarlyPlay } from '@/components/story/use-early-play';
import { attachMediaSession } from '@/lib/audio/media-session';
import { createPlayer } from '@/lib/audio/player';
import type { EmbedView } from '@/lib/domain/embed-view';

/** The path's own player, resting at `startAtMs`. Making it opens nothing. */
export function useEmbedPlayer({ storyId, title, takes, voices }: EmbedView, startAtMs: number) {
  const [player] = useState(() => {
    const path = takes.map(({ voice, ...take }) => ({ ...take, authorName: voices[voice]?.name ?? '' }));
    const made = createPlayer({ storyId, takes: path });
    if (startAtMs > 0) made.seek(startAtMs);
    return made;
  });
  useEffect(() => {
    const detach = attachMediaSession(player, { storyTitle: title });
    return () => {
      detach();
      player.close();
    };
  }, [player, title]);
  useEarlyPlay(player.play);
  const state = useSyncExternalStore(player.subscribe, player.getState, player.getState);
  return { player, state };
}
