import type { Explored } from '@/lib/story/explorer';
import type { Step } from '@/lib/timeline/map-family';
import { type MapStation, unknownAnswers } from './map-scene';

/**
 * A step onto answers that are not known yet, which is made once they are here. `of`: the take whose answers they are, of which
 * so many were `unknown` when it was wished for.
 */
export type MapWish = {
  from: MapStation;
  step: Step;
  of: MapStation;
  unknown: number;
  state: 'asked' | Exclude<Explored, 'onward'>;
};

/** What becomes of a step that could not be made at once. */
export function wishWords({ of, unknown, state }: MapWish): string {
  const { name } = of.take.author;
  if (state === 'failed') return `The answers to ${name} did not come. Look at your connection, then press again.`;
  if (unknownAnswers(of) < unknown) return `More answers to ${name} are on the map now`;
  if (state === 'done') return `No more answers to ${name} came. Open the story again when you are online.`;
  return `Loading more answers to ${name}`;
}
