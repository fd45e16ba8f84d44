'use client';

import { useEffect, useState, useSyncExternalStore } from 'react';
import { attachMediaSession } from '@/lib/audio/media-session';
import { createPlayer, type Player, type PlayerState, type PlayerTake } from '@/lib/audio/player';

type PathToPlay = { storyId: string; storyTitle: string; takes: readonly PlayerTake[] };

export type PlayerControls = Pick<Player, 'play' | 'pause' | 'seek' | 'positionMs'> & { state: PlayerState };

/** Making a player opens nothing, so it may be made while rendering, on the server too. */
function hold(path: PathToPlay, key: string, files: string, atMs = 0) {
  const player = createPlayer(path);
  if (atMs > 0) player.seek(atMs);
  return { key, files, path, player };
}

/** What follows the file's name in its URL is a signature, and changes with the hour. */
const fileIn = ({ mixUrl }: PlayerTake) => mixUrl.split('?')[0];

/**
 * Plays a path, and shows it to the system's media controls. Another path (by its takes' ids) gets another player; the same takes
 * with other mixes get one as soon as the earlier one rests, where it rests. `positionMs` is for whoever draws sixty times a
 * second; it renders nothing.
 */
export function usePlayer(path: PathToPlay): PlayerControls {
  const key = [path.storyId, ...path.takes.map(({ id }) => id)].join(' ');
  const files = path.takes.map(fileIn).join(' ');
  const [held, setHeld] = useState(() => hold(path, key, files));
  const { player } = held;
  const state = useSyncExternalStore(player.subscribe, player.getState, player.getState);
  const isOn = state.phase === 'playing' || state.phase === 'loading';
  if (held.key !== key) setHeld(hold(path, key, files));
  else if (held.files !== files && !isOn) setHeld(hold(path, key, files, player.positionMs()));

  useEffect(() => {
    const detach = attachMediaSession(held.player, held.path);
    return () => {
      held.player.close();
      detach();
    };
  }, [held]);

  return { state, play: player.play, pause: player.pause, seek: player.seek, positionMs: player.positionMs };
}
