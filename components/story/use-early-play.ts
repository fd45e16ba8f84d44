import { useEffect, useEffectEvent } from 'react';

declare global {
  /** What `EarlyPlay` has heard. */
  var earlyPlay: { isTapped: boolean; end(): void } | undefined;
}

/** Plays at once when Play was tapped before the page could. From here on React hears the taps. */
export function useEarlyPlay(play: () => void) {
  const begin = useEffectEvent(play);
  useEffect(() => {
    const early = globalThis.earlyPlay;
    globalThis.earlyPlay = undefined;
    early?.end();
    // A tap that is too long ago opens no sound any more: Play then waits for another.
    if (early?.isTapped && (navigator.userActivation?.isActive ?? true)) begin();
  }, []);
}
