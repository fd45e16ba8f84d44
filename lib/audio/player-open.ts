import type { RenewUrl } from './mix-urls';
import { type Away, createAway } from './player-away';
import type { PlayerTake } from './player-contract';
import { type Deck, openDeck } from './player-deck';
import { mixesOf } from './player-path';
import type { PlayerPorts } from './player-ports';
import { createSounding, type Sounding } from './player-sounding';

type OpenDeps = {
  storyId: string;
  takes: readonly PlayerTake[];
  ports: PlayerPorts;
  renew: RenewUrl;
  volume: number;
  /** Something has changed: there is more to play, or less. */
  onChange(): void;
  /** The context runs, or no longer does. */
  onContext(): void;
  onVisibility(): void;
  /** The system has stopped the media element. */
  onStopped(): void;
  /** The path's file has been heard to its end. */
  onEnd(): void;
};

/** Everything that a player holds open from its first Play on. */
export type Open = { deck: Deck; sounding: Sounding; away: Away; close(): void };

/** Throws whatever the browser says where it has no sound to give. */
export function openAll(deps: OpenDeps): Open {
  const { storyId, takes, ports, renew, volume, onChange, onContext } = deps;
  const deck = openDeck({ ports, renew, mixes: mixesOf(takes), volume, onChange });
  const away = createAway({ storyId, ports, onChange, onPause: deps.onStopped, onEnd: deps.onEnd });
  deck.context.addEventListener('statechange', onContext);
  const stopVisibility = ports.onVisibility(deps.onVisibility);
  return {
    deck,
    sounding: createSounding(deck, ports),
    away,
    close() {
      deck.context.removeEventListener('statechange', onContext);
      stopVisibility();
      away.close();
      deck.close();
    },
  };
}
