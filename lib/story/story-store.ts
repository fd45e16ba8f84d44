import type { StoryEvent } from '@/lib/domain/story-event';
import type { AnswersPage } from '@/lib/domain/tree-views';
import { createExplorer, type Explored } from './explorer';
import { createLikes } from './likes';
import { createPathCache } from './path-cache';
import type { StorySource } from './story-source';
import { withMeanwhile } from './told-meanwhile';
import {
  afterEvent,
  readAnew,
  type Telling,
  type ToldStory,
  walked,
  withAnswers,
  withMap,
  withSiblings,
  withTelling,
} from './told-story';

/** The story of a page as it is now, and everything that changes it. What asks the source throws its AppError. */
export type StoryStore = {
  getState(): ToldStory;
  subscribe(listener: () => void): () => void;
  /** Asks ahead for the path through a take, so that a switch to it takes no time. Failing, it says nothing. */
  prepare(takeId: string): void;
  /** Asks again for those of the paths that were last asked for ahead which are not as they were. */
  keepReady(): void;
  /**
   * Goes on along the path to a take, and with `on` through it along the canon below. False when somebody wished for another
   * one meanwhile.
   */
  walk(takeId: string, on: boolean): Promise<boolean>;
  /** Loads the siblings of the fork below `parentId` when they are not known yet, or not all of them any more. */
  openFork(parentId: string): Promise<void>;
  /** A page of everything that answers a take of the path; the fork there knows them from then on. */
  branches(parentId: string, cursor: string | null): Promise<AnswersPage>;
  /** Loads the next page of the last take's answers. */
  moreAnswers(): Promise<void>;
  /** Loads the map around a take, then more of its answers at each call. */
  explore(takeId: string): Promise<Explored>;
  /** Shows it at once, and takes it back when it fails. */
  like(takeId: string, isLiked: boolean): Promise<void>;
  happened(event: StoryEvent): void;
  /** After events may have been missed: reads anew the path, its end, and what the map shows around it and where one has been. */
  refresh(): Promise<void>;
  /** What the server tells of the very path that is shown, read anew. */
  reread(view: Telling): void;
};

/** So many paths are kept ready: more branches than these are hardly ever in sight. */
const MOST_READY = 6;

export function createStoryStore(initial: ToldStory, source: StorySource): StoryStore {
  let told = initial;
  /** Counts the wishes to walk: only the last one is granted. */
  let wishes = 0;
  /** The takes whose paths were last asked for ahead. */
  let ready: readonly string[] = [];
  const listeners = new Set<() => void>();
  const asked = new Set<string>();
  /** For each question that is on its way, what was told since. */
  const asking = new Set<StoryEvent[]>();
  const paths = createPathCache(source);

  const getState = () => told;

  function become(next: ToldStory) {
    if (next === told) return;
    told = next;
    for (const listener of listeners) listener();
  }

  /** Asks, and becomes what is learnt from the answer; what was told meanwhile is not undone by it. */
  async function learn<T>(ask: Promise<T>, learnt: (answer: T) => ToldStory): Promise<T> {
    const meanwhile: StoryEvent[] = [];
    asking.add(meanwhile);
    try {
      const answer = await ask;
      become(withMeanwhile(learnt(answer), told, meanwhile));
      return answer;
    } finally {
      asking.delete(meanwhile);
    }
  }

  const likes = createLikes({ getState, become, send: source.like });
  const explorer = createExplorer({ getState, learn, source });

  /** One question at a time for the same thing. */
  async function once(key: string, ask: () => Promise<void>): Promise<void> {
    if (asked.has(key)) return;
    asked.add(key);
    try {
      await ask();
    } finally {
      asked.delete(key);
    }
  }

  /** The deepest take of the path above `takeId`; null when the way up is not known. */
  function joinsAfter(takeId: string): string | null {
    const onPath = new Set(told.takes.map(({ id }) => id));
    let parentId = told.map.get(takeId)?.parentId ?? null;
    while (parentId !== null && !onPath.has(parentId)) parentId = told.map.get(parentId)?.parentId ?? null;
    return parentId;
  }

  const lastId = () => told.takes.at(-1)?.id ?? '';

  async function walk(takeId: string, on: boolean): Promise<boolean> {
    wishes += 1;
    const wish = wishes;
    const afterId = joinsAfter(takeId);
    // The path may have become another one only by a wish, and this is the last one: what it joins is still there.
    let isGranted = false;
    await learn(paths.get(takeId, on, afterId), (view) => {
      isGranted = wish === wishes;
      return isGranted ? walked(told, view, afterId) : told;
    });
    return isGranted;
  }

  async function refresh(): Promise<void> {
    paths.forget();
    const takeId = lastId();
    const afterId = told.takes.at(-2)?.id ?? null;
    await learn(Promise.all([source.path(takeId, false, afterId), source.anew(takeId)]), ([view, anew]) =>
      lastId() === takeId ? readAnew(told, view, afterId, anew) : withMap(told, anew),
    );
    await explorer.refresh();
    // Somebody has gone on to another path meanwhile, whose beginning may be from before.
    if (lastId() !== takeId) await refresh();
  }

  function happened(event: StoryEvent) {
    paths.happened(event);
    likes.happened(event);
    for (const meanwhile of asking) meanwhile.push(event);
    become(afterEvent(told, event));
  }

  const prepare = (takeId: string) => paths.prepare(takeId, true, joinsAfter(takeId));

  return {
    getState,
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    prepare(takeId) {
      ready = [takeId, ...ready.filter((id) => id !== takeId)].slice(0, MOST_READY);
      prepare(takeId);
    },
    keepReady() {
      const onPath = new Set(told.takes.map(({ id }) => id));
      // One that belongs to a path which was left is not wished for any more.
      for (const id of ready) if (onPath.has(told.map.get(id)?.parentId ?? '') && !onPath.has(id)) prepare(id);
    },
    walk,
    openFork: (parentId) =>
      once(`fork ${parentId}`, async () => {
        const known = told.forks.get(parentId);
        if (known && !known.isBehind) return;
        await learn(source.answers(parentId, null), (page) => withSiblings(told, parentId, page));
      }),
    branches: (parentId, cursor) =>
      learn(source.answers(parentId, cursor), (page) => withSiblings(told, parentId, page)),
    moreAnswers: () =>
      once('answers', async () => {
        const takeId = lastId();
        const cursor = told.answersCursor;
        if (cursor === null) return;
        await learn(source.answers(takeId, cursor), (page) => (lastId() === takeId ? withAnswers(told, page) : told));
      }),
    explore: explorer.explore,
    async like(takeId, isLiked) {
      await likes.like(takeId, isLiked);
      paths.liked(takeId);
    },
    happened,
    refresh,
    reread(view) {
      paths.forget();
      if (isSamePath(view, told)) become(withTelling(told, view, null));
    },
  };
}

const isSamePath = (a: Pick<ToldStory, 'takes'>, b: Pick<ToldStory, 'takes'>): boolean =>
  a.takes.length === b.takes.length && a.takes.at(-1)?.id === b.takes.at(-1)?.id;
