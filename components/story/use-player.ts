import { useEffect, useState, useSyncExternalStore } from 'react';
import { attachMediaSession } from '@/lib/audio/media-session';
import { createPlayer, type Player, type PlayerState } from '@/lib/audio/player';
import type { PageTake } from '@/lib/domain/schemas';
import { takeLine } from '@/lib/offline/quiet-line';
import { useEarlyPlay } from './use-early-play';

type PathToPlay = {
  storyId: string;
  storyTitle: string;
  takes: readonly PageTake[];
  /** Where it rests at first (ms). */
  startAtMs: number;
};

export type Playing = { player: Player; state: PlayerState; isOn: boolean };

export const asPlayed = (takes: readonly PageTake[]) =>
  takes.map((take) => ({ ...take, authorName: take.author.name }));

/** One player for as long as the page is there, whatever path it goes; the system's media controls show it. */
export function usePlayer({ storyId, storyTitle, takes, startAtMs }: PathToPlay): Playing {
  // Making a player opens nothing, so it may be made while rendering, on the server too.
  const [player] = useState(() => {
    const made = createPlayer({ storyId, takes: asPlayed(takes) });
    if (startAtMs > 0) made.seek(startAtMs);
    return made;
  });
  const state = useSyncExternalStore(player.subscribe, player.getState, player.getState);

  // Whoever is cut off waits for the network: all else may try it meanwhile.
  const waits = state.phase === 'loading' && !state.isCutOff;
  useEffect(() => (waits ? takeLine() : undefined), [waits]);
  useEffect(() => player.follow(asPlayed(takes)), [player, takes]);
  useEffect(() => {
    const detach = attachMediaSession(player, { storyTitle });
    // A page that is shown again has closed its player once.
    if (startAtMs > 0 && player.getState().phase === 'idle') player.seek(startAtMs);
    return () => {
      player.close();
      detach();
    };
  }, [player, storyTitle, startAtMs]);
  useEarlyPlay(player.play);

  return { player, state, isOn: state.phase === 'playing' || state.phase === 'loading' };
}
