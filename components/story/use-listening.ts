import { useEffect, useState, useSyncExternalStore } from 'react';
import type { Player } from '@/lib/audio/player';
import type { createSleepTimer, SleepChoice } from '@/lib/audio/sleep-timer';
import {
  AS_IT_IS,
  type ListeningChoices,
  RATES,
  recalledChoices,
  rememberChoices,
} from '@/lib/story/listening-choices';

export type Listening = {
  choices: ListeningChoices;
  choose(change: Partial<ListeningChoices>): void;
  /** The next speed; after the fastest the slowest. */
  nextRate(): void;
  sleep: { choice: SleepChoice | null; leftMs: number | null };
  /** `create` comes from whoever offers the choice: a timer is not loaded before somebody may want one. */
  setSleep(choice: SleepChoice | null, create: typeof createSleepTimer): void;
};

/** How one listens: the speed, what is left out, when it ends by itself. Remembered on this device, but for the timer. */
export function useListening(player: Player): Listening {
  const [choices, setChoices] = useState(AS_IT_IS);
  const [timer, setTimer] = useState<ReturnType<typeof createSleepTimer> | null>(null);

  useEffect(() => {
    const recalled = recalledChoices();
    setChoices(recalled);
    player.setRate(recalled.rate);
    player.setSkipsSilence(recalled.skipsSilence);
    return () => setTimer(null);
  }, [player]);
  useEffect(() => timer?.close, [timer]);

  const sleep = useSyncExternalStore(timer?.subscribe ?? subscribeToNothing, timer?.getState ?? awake, awake);

  function choose(change: Partial<ListeningChoices>) {
    const next = { ...choices, ...change };
    setChoices(next);
    rememberChoices(next);
    player.setRate(next.rate);
    player.setSkipsSilence(next.skipsSilence);
  }

  return {
    choices,
    choose,
    nextRate: () => choose({ rate: RATES[(RATES.indexOf(choices.rate) + 1) % RATES.length] ?? 1 }),
    sleep,
    setSleep(choice, create) {
      const made = timer ?? create(player);
      made.set(choice);
      setTimer(made);
    },
  };
}

const AWAKE = { choice: null, leftMs: null };
const awake = () => AWAKE;
const subscribeToNothing = () => () => undefined;
