import { AppError } from '@/lib/domain/errors';
import type { PageTake } from '@/lib/domain/schemas';
import type { StoryEvent } from '@/lib/domain/story-event';
import type { AnswersPage } from '@/lib/domain/tree-views';
import { createPathCache } from './path-cache';
import type { StorySource } from './story-source';
import {
  afterEvent,
  type Telling,
  type ToldStory,
  walked,
  withAnswers,
  withLike,
  withMap,
  withPeaks,
  withSiblings,
} from './told-story';

/** The story of a page as it is now, and everything that changes it. What asks the source throws its AppError. */
export type StoryStore = {
  getState(): ToldStory;
  subscribe(listener: () => void): () => void;
  /** Asks ahead for the path through a take, so that a switch to it takes no time. Failing, it says nothing. */
  prepare(takeId: string): void;
  /**
   * Goes on along the path to a take, and with `on` through it along the canon below. False when somebody wished for another
   * one meanwhile.
   */
  walk(takeId: string, on: boolean): Promise<boolean>;
  /** Loads the siblings of the fork below `parentId` when they are not known yet. */
  openFork(parentId: string): Promise<void>;
  /** A page of everything that answers a take of the path; the fork there knows them from then on. */
  branches(parentId: string, cursor: string | null): Promise<AnswersPage>;
  /** Loads the next page of the last take's answers. */
  moreAnswers(): Promise<void>;
  /** Loads the map around a take. */
  explore(takeId: string): Promise<void>;
  /** Shows it at once, and takes it back when it fails. */
  like(takeId: string, isLiked: boolean): Promise<void>;
  happened(event: StoryEvent): void;
  /** After events may have been missed: reads the end of the path and what is around it anew. */
  refresh(): Promise<void>;
  /** What the server tells of the very path that is shown, read anew. */
  reread(view: Telling): void;
};

export function createStoryStore(initial: ToldStory, source: StorySource): StoryStore {
  let told = initial;
  /** Counts the wishes to walk: only the last one is granted. */
  let wishes = 0;
  const listeners = new Set<() => void>();
  const asked = new Set<string>();
  /** What is wished of a take that is being liked, or not any more. */
  const likes = new Map<string, boolean>();
  const paths = createPathCache(source);

  function become(next: ToldStory) {
    if (next === told) return;
    told = next;
    for (const listener of listeners) listener();
  }

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
    const view = await paths.get(takeId, on, afterId);
    if (wish !== wishes) return false;
    // The path may have become another one only by a wish, and this is the last one: what it joins is still there.
    become(walked(told, view, afterId));
    return true;
  }

  async function like(takeId: string, isLiked: boolean): Promise<void> {
    const take = told.map.get(takeId);
    if (!take) throw new AppError('take_not_found');
    const wasLiked = told.likedIds.has(takeId);
    const step = Number(isLiked) - Number(wasLiked);
    become(withLike(told, takeId, isLiked, Math.max(0, take.likeCount + step)));
    likes.set(takeId, isLiked);
    await once(`like ${takeId}`, async () => {
      try {
        for (let sent: boolean | undefined; sent !== likes.get(takeId); ) {
          sent = likes.get(takeId) ?? isLiked;
          const answer = await source.like(takeId, sent);
          if (sent === likes.get(takeId)) become(withLike(told, takeId, answer.isLiked, answer.likeCount));
        }
      } catch (cause) {
        become(withLike(told, takeId, wasLiked, take.likeCount));
        throw cause;
      }
    });
  }

  async function refresh(): Promise<void> {
    paths.forget();
    const takeId = lastId();
    const afterId = told.takes.at(-2)?.id ?? null;
    const view = await source.path(takeId, false, afterId);
    if (lastId() === takeId) become({ ...walked(told, view, afterId), answers: keptAnswers(view) });
    become(withMap(told, await source.around(takeId)));
  }

  function happened(event: StoryEvent) {
    // A path that was asked for ahead may go on another way now.
    if (event.type === 'take' || (event.type === 'like' && event.canon.length > 0)) paths.forget();
    become(afterEvent(told, event));
    if (event.type === 'take' && isShown(event.take.id)) void drawWaveform(event.take.id, event.take.parentId);
  }

  const isShown = (takeId: string) =>
    told.answers.some(({ id }) => id === takeId) ||
    [...told.forks.values()].some(({ branches }) => branches.some(({ id }) => id === takeId));

  async function drawWaveform(takeId: string, parentId: string | null): Promise<void> {
    try {
      const { takes } = await paths.get(takeId, true, parentId);
      become(withPeaks(told, takes));
    } catch (cause) {
      // It stays a line without a picture until the page is read again.
      if (!(cause instanceof AppError)) throw cause;
    }
  }

  return {
    getState: () => told,
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    prepare: (takeId) => paths.prepare(takeId, true, joinsAfter(takeId)),
    walk,
    openFork: (parentId) =>
      once(`fork ${parentId}`, async () => {
        if (!told.forks.has(parentId)) become(withSiblings(told, parentId, await source.answers(parentId, null)));
      }),
    async branches(parentId, cursor) {
      const page = await source.answers(parentId, cursor);
      become(withSiblings(told, parentId, page));
      return page;
    },
    moreAnswers: () =>
      once('answers', async () => {
        const takeId = lastId();
        const cursor = told.answersCursor;
        if (cursor === null) return;
        const page = await source.answers(takeId, cursor);
        if (lastId() === takeId) become(withAnswers(told, page));
      }),
    explore: (takeId) => once(`map ${takeId}`, async () => become(withMap(told, await source.around(takeId)))),
    like,
    happened,
    refresh,
    reread(view) {
      paths.forget();
      if (isSamePath(view.takes, told.takes)) become({ ...walked(told, view, null), answers: keptAnswers(view) });
    },
  };

  /** Whoever has scrolled to a later page of answers keeps it. */
  function keptAnswers(view: Telling): readonly PageTake[] {
    const fresh = new Map(view.answers.map((take) => [take.id, take]));
    if (told.answers.length <= fresh.size) return view.answers;
    return told.answers.map((take) => fresh.get(take.id) ?? take);
  }
}

const isSamePath = (a: readonly PageTake[], b: readonly PageTake[]): boolean =>
  a.length === b.length && a.at(-1)?.id === b.at(-1)?.id;
