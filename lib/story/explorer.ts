import { AppError } from '@/lib/domain/errors';
import type { StorySource } from './story-source';
import { type ToldStory, withMap } from './told-story';

type Page = {
  getState(): ToldStory;
  /** Becomes what is learnt from the answer, which it hands on. */
  learn<T>(ask: Promise<T>, learnt: (answer: T) => ToldStory): Promise<T>;
  source: Pick<StorySource, 'around' | 'answers'>;
};

/**
 * `onward`: so far only answers that were known already, and there are more; `done`: whatever was to be had came, which may be
 * nothing; `failed`: it could not be reached.
 */
export type Explored = 'onward' | 'done' | 'failed';

/** Of answers that are known already so many pages are gone past at a time. */
const MOST_PAGES = 12;
/** After a gap so many of the places where one has been are read anew, the last ones. */
const MOST_PLACES = 4;

/** What the map wants to know. */
export function createExplorer({ getState, learn, source }: Page) {
  /** The takes around which one has looked, the last one last, with where their answers are read on. */
  const places = new Map<string, string | null>();
  const asking = new Map<string, Promise<Explored>>();

  function isAt(takeId: string, cursor: string | null): void {
    places.delete(takeId);
    places.set(takeId, cursor);
  }

  function unknownAnswers(takeId: string): number {
    const { map } = getState();
    let known = 0;
    for (const { parentId } of map.values()) if (parentId === takeId) known += 1;
    return (map.get(takeId)?.childCount ?? 0) - known;
  }

  async function lookAround(takeId: string): Promise<void> {
    await learn(source.around(takeId), (view) => withMap(getState(), view));
    isAt(takeId, places.get(takeId) ?? null);
  }

  async function readOn(takeId: string): Promise<Explored> {
    for (let pages = 0; pages < MOST_PAGES; pages += 1) {
      let isNew = false;
      const { nextCursor } = await learn(
        source.answers(takeId, places.get(takeId) ?? null),
        ({ answers, likedIds }) => {
          const learnt = withMap(getState(), { takes: answers, likedIds });
          isNew = learnt.map.size > getState().map.size;
          return learnt;
        },
      );
      isAt(takeId, nextCursor);
      if (isNew || nextCursor === null) return 'done';
    }
    return 'onward';
  }

  async function ask(takeId: string): Promise<Explored> {
    const unknown = unknownAnswers(takeId);
    if (!places.has(takeId)) {
      await lookAround(takeId);
      if (unknown <= 0 || unknownAnswers(takeId) < unknown) return 'done';
    }
    return readOn(takeId);
  }

  return {
    /** Loads what is around a take, then more of its answers at each call. */
    async explore(takeId: string): Promise<Explored> {
      const asked = asking.get(takeId) ?? ask(takeId);
      asking.set(takeId, asked);
      try {
        return await asked;
      } catch (cause) {
        // Whoever looks at the map asks again as long as something is missing there.
        if (!(cause instanceof AppError)) throw cause;
        return 'failed';
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
