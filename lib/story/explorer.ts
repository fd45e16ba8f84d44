import { AppError } from '@/lib/domain/errors';
import type { StorySource } from './story-source';
import { type ToldStory, withMap } from './told-story';

type Page = {
  getState(): ToldStory;
  become(next: ToldStory): void;
  source: Pick<StorySource, 'around' | 'answers'>;
};

/** Of answers that are known already so many pages are gone past at a time. */
const MOST_PAGES = 12;
/** After a gap so many of the places where one has been are read anew, the last ones. */
const MOST_PLACES = 4;

/** What the map wants to know. */
export function createExplorer({ getState, become, source }: Page) {
  /** The takes around which one has looked, with where their answers are read on. */
  const places = new Map<string, string | null>();
  const asking = new Map<string, Promise<void>>();

  function unknownAnswers(takeId: string): number {
    const { map } = getState();
    let known = 0;
    for (const { parentId } of map.values()) if (parentId === takeId) known += 1;
    return (map.get(takeId)?.childCount ?? 0) - known;
  }

  async function lookAround(takeId: string): Promise<void> {
    const view = await source.around(takeId);
    places.set(takeId, places.get(takeId) ?? null);
    become(withMap(getState(), view));
  }

  async function readOn(takeId: string): Promise<void> {
    for (let pages = 0; pages < MOST_PAGES; pages += 1) {
      const { answers, nextCursor, likedIds } = await source.answers(takeId, places.get(takeId) ?? null);
      places.set(takeId, nextCursor);
      const known = getState().map.size;
      become(withMap(getState(), { takes: answers, likedIds }));
      if (getState().map.size > known || nextCursor === null) return;
    }
  }

  async function ask(takeId: string): Promise<void> {
    const unknown = unknownAnswers(takeId);
    if (!places.has(takeId)) {
      await lookAround(takeId);
      if (unknown <= 0 || unknownAnswers(takeId) < unknown) return;
    }
    await readOn(takeId);
  }

  return {
    /** Loads what is around a take, then more of its answers at each call. False when it could not be reached. */
    async explore(takeId: string): Promise<boolean> {
      const asked = asking.get(takeId) ?? ask(takeId);
      asking.set(takeId, asked);
      try {
        await asked;
        return true;
      } catch (cause) {
        // Whoever looks at the map asks again as long as something is missing there.
        if (!(cause instanceof AppError)) throw cause;
        return false;
      } finally {
        if (asking.get(takeId) === asked) asking.delete(takeId);
      }
    },
    /** Throws what the source throws. */
    async refresh(): Promise<void> {
      for (const takeId of [...places.keys()].slice(-MOST_PLACES)) await lookAround(takeId);
    },
  };
}
