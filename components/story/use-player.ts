'use client';

import { useEffect, useState, useSyncExternalStore } from 'react';
import { attachMediaSession } from '@/lib/audio/media-session';
import { createPlayer, type Player, type PlayerState, type PlayerTake } from '@/lib/audio/player';

type PathToPlay = { storyId: string; storyTitle: string; takes: readonly PlayerTake[] };

export type PlayerControls = Pick<Player, 'play' | 'pause' | 'seek' | 'positionMs'> & { state: PlayerState };

/** Making a player opens nothing, so it may be made while rendering, on the server too. */
const hold = (path: PathToPlay, key: string) => ({ key, path, player: createPlayer(path) });

/**
 * Plays a path, and shows it to the system's media controls. Another path (by its takes' ids) gets another player.
 * `positionMs` is for whoever draws sixty times a second; it renders nothing.
 */
export function usePlayer(path: PathToPlay): PlayerControls {
  const key = [path.storyId, ...path.takes.map(({ id }) => id)].join(' ');
  const [held, setHeld] = useState(() => hold(path, key));
  if (held.key !== key) setHeld(hold(path, key));
  const { player } = held;

  useEffect(() => {
    const detach = attachMediaSession(held.player, held.path);
    return () => {
      held.player.close();
      detach();
    };
  }, [held]);

  const state = useSyncExternalStore(player.subscribe, player.getState, player.getState);
  return { state, play: player.play, pause: player.pause, seek: player.seek, positionMs: player.positionMs };
}
