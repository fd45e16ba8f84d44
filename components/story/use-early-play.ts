import { useEffect, useEffectEvent } from 'react';
import { dropEarly } from '@/lib/audio/early-mix';

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
    if (!early?.isTapped) return;
    // Later: a tap that has woken the page up itself is only now on its way to the button, which would pause what plays by then.
    const timer = setTimeout(() => {
      begin();
      // The player has asked by now. What it did not ask for nobody will.
      dropEarly();
    });
    return () => {
      clearTimeout(timer);
      dropEarly();
    };
  }, []);
}
