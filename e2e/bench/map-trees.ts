import type { MapTake } from '@/lib/domain/schemas';

const VOICES = 400;

/** Numbers from 0 to 1 that are the same in every run. */
export function dice(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state ^ (state >>> 15), 0x2c1b3c6d) + 0x9e3779b9) | 0;
    return ((state ^ (state >>> 13)) >>> 0) / 2 ** 32;
  };
}

/** An answer to `parent`, or a seed; at most 40 s longer than what it answers, at least half a second. */
export function answerTo(parent: MapTake | undefined, i: number, roll: () => number): MapTake {
  const endsAt = parent ? parent.startMs + parent.durationMs : 0;
  const startMs = parent ? parent.startMs + Math.floor(roll() * parent.durationMs) : 0;
  const voice = Math.floor(roll() * VOICES);
  return {
    id: String(1_000_000 + i),
    parentId: parent?.id ?? null,
    startMs,
    durationMs: endsAt + 500 + Math.floor(roll() * 40_000) - startMs,
    author: { id: `voice-${voice}`, name: `Voice ${voice}` },
    likeCount: Math.floor(roll() * 5),
    childCount: 0,
    bestChildId: null,
  };
}

function grow(
  count: number,
  parentOf: (takes: readonly MapTake[], roll: () => number) => MapTake | undefined,
): MapTake[] {
  const roll = dice(7);
  const takes: MapTake[] = [];
  for (let i = 0; i < count; i += 1) {
    const parent = parentOf(takes, roll);
    const take = answerTo(parent, i, roll);
    takes.push(take);
    if (!parent) continue;
    parent.childCount += 1;
    parent.bestChildId ??= take.id;
  }
  return takes;
}

/** Each answers one of those before it, rather a young one. */
const random = (count: number) => grow(count, (takes, roll) => takes[Math.floor((1 - roll() ** 2) * takes.length)]);

/** A canon of half of them, one after the other, each with one more answer. */
const comb = (count: number) => grow(count, (takes) => takes[takes.length - (takes.length % 2 ? 2 : 3)] ?? takes[0]);

export const TREES = { random, comb };
