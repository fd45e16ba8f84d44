import { type KeyboardEvent, type RefObject, useEffect, useEffectEvent, useState } from 'react';
import type { MapTake } from '@/lib/domain/schemas';
import { answeredBy, type Step, stepFrom } from '@/lib/timeline/map-family';
import type { TreeMap } from '@/lib/timeline/tree-map';
import { stepOfKey, ZOOM_STEP } from './map-keys';
import { type MapStation, unknownAnswers } from './map-scene';
import type { MapStage } from './map-stage';
import { type MapWish, wishWords } from './map-wish';

type Walk = {
  map: TreeMap<MapTake>;
  stage: RefObject<MapStage | null>;
  /** Ids from the seed to the chosen take. */
  path: readonly string[];
  onEnter(takeId: string): void;
};

/** Where on the map the keyboard is, and how it walks on. */
export function useMapWalk({ map, stage, path, onEnter }: Walk) {
  const chosenId = path.at(-1);
  const [walked, setWalked] = useState<{ to: string; from: string | undefined } | null>(null);
  const [wish, setWish] = useState<MapWish | null>(null);

  // It is where one has walked to, until a path is chosen that does not lead there.
  const isWalked = walked !== null && (walked.from === chosenId || path.includes(walked.to));
  const current: MapStation | null = (isWalked && map.get(walked.to)) || (map.get(chosenId ?? '') ?? map.seed);

  function standOn(takeId: string) {
    setWish(null);
    setWalked({ to: takeId, from: chosenId });
  }
  function goTo(station: MapStation | null | undefined) {
    if (!station) return;
    standOn(station.take.id);
    stage.current?.reveal(station.take.id);
  }

  async function askFor(wished: Pick<MapWish, 'from' | 'step' | 'of'>) {
    setWish({ ...wished, unknown: unknownAnswers(wished.of), state: 'asked' });
    let state: MapWish['state'] = 'failed';
    try {
      let went = await stage.current?.ask(wished.of.take.id);
      while (went === 'onward') went = await stage.current?.ask(wished.of.take.id);
      if (went) state = went;
    } finally {
      setWish((now) => (now?.from === wished.from && now.step === wished.step ? { ...now, state } : now));
    }
  }
  function walk(from: MapStation, step: Step) {
    const next = stepFrom(from, step);
    const of = answeredBy(from, step);
    if (next) goTo(next);
    else if (of && unknownAnswers(of) > 0) void askFor({ from, step, of });
  }
  const loaded = wish && stepFrom(wish.from, wish.step);
  const onLoaded = useEffectEvent(goTo);
  useEffect(() => onLoaded(loaded), [loaded]);

  function onKeyDown(event: KeyboardEvent) {
    if (event.ctrlKey || event.metaKey || event.altKey || !current) return;
    const step = stepOfKey(event.key);
    if (step) walk(current, step);
    else if (event.key === 'Home') goTo(map.seed);
    else if (event.key === 'End') goTo(map.get(chosenId ?? ''));
    else if (event.key === 'Enter') onEnter(current.take.id);
    else if (event.key === '+' || event.key === '=') stage.current?.zoom(ZOOM_STEP);
    else if (event.key === '-') stage.current?.zoom(1 / ZOOM_STEP);
    else return;
    event.preventDefault();
    event.stopPropagation();
  }

  return { current, standOn, onKeyDown, isAsking: wish?.state === 'asked', news: wish && wishWords(wish) };
}
