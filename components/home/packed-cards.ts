import type { StoryCard } from '@/lib/domain/schemas';

/** A card whose outline takes an eighth of the room: its takes are numbers among themselves. */
export type PackedCard = Omit<StoryCard, 'shape'> & {
  voices: string[];
  /** Of each take the place of its parent (-1: none), its start and its length (ms), and the place of its voice. */
  takes: [number, number, number, number][];
};

export function packCard({ shape, ...card }: StoryCard): PackedCard {
  const voices = [...new Set(shape.map(({ authorId }) => authorId))];
  const placeOf = new Map(shape.map(({ id }, place) => [id, place]));
  const takes = shape.map(({ parentId, startMs, durationMs, authorId }): PackedCard['takes'][number] => [
    parentId === null ? -1 : (placeOf.get(parentId) ?? -1),
    startMs,
    durationMs,
    voices.indexOf(authorId),
  ]);
  return { ...card, voices, takes };
}

/** The same card; its takes have other ids, which only the outline itself knows. */
export function unpackCard({ voices, takes, ...card }: PackedCard): StoryCard {
  const shape = takes.map(([parent, startMs, durationMs, voice], place) => ({
    id: String(place),
    parentId: parent < 0 ? null : String(parent),
    startMs,
    durationMs,
    authorId: voices[voice] ?? '',
  }));
  return { ...card, shape };
}
