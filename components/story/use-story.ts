import { useEffect, useEffectEvent, useState, useSyncExternalStore } from 'react';
import { recalledName } from '@/components/studio/remembered-name';
import { AppError } from '@/lib/domain/errors';
import { heardSentence } from '@/lib/domain/heard-sentences';
import type { MapTake, PageTake } from '@/lib/domain/schemas';
import type { StoryEvent } from '@/lib/domain/story-event';
import { subscribeToStory } from '@/lib/live/story-events';
import { createScope } from '@/lib/scope';
import { eventWords } from '@/lib/story/event-words';
import { createKeptSource } from '@/lib/story/kept-source';
import { createServerSource } from '@/lib/story/server-source';
import { createStoryStore, type StoryStore } from '@/lib/story/story-store';
import { type Telling, type ToldStory, toldStory } from '@/lib/story/told-story';
import { takeHref } from './links';
import { asPlayed, type Playing, usePlayer } from './use-player';

export type StoryToTell = {
  story: { id: string; title: string; mark?: string | null; noLikes?: boolean };
  view: Telling;
  map: readonly MapTake[];
  /** Where the player rests at first (ms). */
  startAtMs: number;
  /** Everything that this device keeps of the story, where that is all there is. */
  kept?: readonly PageTake[];
};

export type StoryHere = Playing & {
  told: ToldStory;
  store: StoryStore;
  /** Goes on through this take, at the same instant. */
  switchTo(takeId: string): void;
  /** Goes on through this take, from its start. `plays`: even if nothing sounds yet. False when it could not be reached. */
  hear(takeId: string, plays: boolean): Promise<boolean>;
  seek(ms: number): void;
  /** Null where nobody likes anything. */
  like: ((takeId: string) => void) | null;
  /** Runs what asks the network, and says what went wrong. */
  ask(run: () => Promise<unknown>, offline?: string): Promise<void>;
  /** Runs what nobody has asked for by hand: what is missing then is asked for again when it is wanted. */
  quietly(run: () => Promise<unknown>): void;
  /** What went wrong just now. */
  fault: string | null;
  forgive(): void;
  /** What a screen reader is told; another turn is told anew, also when the words are the same. */
  said: { words: string; turn: number };
};

/** The story of this page: the path that is heard, its address, and what happens to it meanwhile. */
export function useStory({ story, view, map, startAtMs, kept }: StoryToTell): StoryHere {
  const [store] = useState(() =>
    createStoryStore(
      toldStory(view, map),
      kept ? createKeptSource(kept) : createServerSource(story.id, () => recalledName(null)),
    ),
  );
  const told = useSyncExternalStore(store.subscribe, store.getState, store.getState);
  const playing = usePlayer({ storyId: story.id, storyTitle: story.title, takes: told.takes, startAtMs });
  const { player, isOn } = playing;
  const [fault, setFault] = useState<string | null>(null);
  const [said, setSaid] = useState({ words: '', turn: 0 });
  const say = (words: string) => setSaid(({ turn }) => ({ words, turn: turn + 1 }));

  async function ask(run: () => Promise<unknown>, offline = OFFLINE): Promise<void> {
    try {
      await run();
      setFault(null);
    } catch (cause) {
      if (!(cause instanceof AppError)) reportError(cause);
      const code = cause instanceof AppError ? cause.code : 'unexpected';
      setFault(code === 'network_unreachable' ? offline : heardSentence(code));
    }
  }

  /** To another path; its address comes with it. False when it could not be reached, or somebody went on elsewhere. */
  async function walk(takeId: string, on: boolean, atMs?: number): Promise<boolean> {
    let arrived = false;
    await ask(async () => {
      arrived = await store.walk(takeId, on);
    }, OFFLINE_BRANCH);
    if (arrived) player.follow(asPlayed(store.getState().takes), atMs);
    return arrived;
  }

  function showAddress() {
    const href = takeHref(story.id, lastOf(store.getState()).id);
    if (window.location.pathname !== href) window.history.pushState(null, '', href);
  }

  async function switchTo(takeId: string): Promise<void> {
    if (!(await walk(takeId, true))) return;
    showAddress();
    const name = store.getState().map.get(takeId)?.author.name;
    if (name) say(`${name}’s branch`);
  }

  async function hear(takeId: string, plays: boolean): Promise<boolean> {
    const known = told.takes.find(({ id }) => id === takeId);
    const atMs = told.map.get(takeId)?.startMs ?? 0;
    if (known) {
      player.seek(known.startMs);
      if (plays) player.play();
      return true;
    }
    // Sound is opened within the tap, as browsers want it, and heard once the path is there.
    if (plays && !isOn) player.unlock();
    if (!(await walk(takeId, true, atMs))) return false;
    showAddress();
    if (plays) player.play();
    return true;
  }

  function like(takeId: string) {
    const isLiked = !told.likedIds.has(takeId);
    const name = told.map.get(takeId)?.author.name ?? '';
    say(isLiked ? `You like ${name}’s take` : `You took your like of ${name}’s take back`);
    void ask(() => store.like(takeId, isLiked), OFFLINE_LIKE);
  }

  useFollowedAddress(story.id, lastOf(told).id, (takeId) => {
    const seed = told.takes[0];
    if (takeId === null && seed) void walk(seed.id, true);
    else if (takeId !== null) void walk(takeId, false);
  });

  const isLive = kept === undefined;
  const [mark] = useState(story.mark ?? null);
  const onEvent = useEffectEvent((event: StoryEvent) => {
    store.happened(event);
    const words = eventWords(store.getState(), event);
    if (words !== null) say(words);
  });
  useEffect(() => {
    if (!isLive) return;
    return subscribeToStory(story.id, {
      mark,
      onEvent: (event) => onEvent(event),
      onMissed: () => reported(store.refresh),
    });
  }, [story.id, isLive, mark, store]);
  useEffect(() => {
    if (!isLive || !isOn) return;
    const scope = createScope();
    scope.every(READY_EVERY_MS, store.keepReady);
    return scope.close;
  }, [isLive, isOn, store]);

  const [first] = useState(view);
  useEffect(() => {
    // The server has rendered the page anew.
    if (view !== first) store.reread(view);
  }, [store, view, first]);

  return {
    ...playing,
    told,
    store,
    switchTo: (takeId) => void switchTo(takeId),
    hear,
    seek: player.seek,
    like: story.noLikes ? null : like,
    ask,
    quietly,
    fault,
    forgive: () => setFault(null),
    said,
  };
}

/** Fails as `run` does, and a fault of ours does not hide behind that. */
async function reported(run: () => Promise<void>): Promise<void> {
  try {
    await run();
  } catch (cause) {
    if (!(cause instanceof AppError)) reportError(cause);
    throw cause;
  }
}

function quietly(run: () => Promise<unknown>): void {
  run().catch((cause: unknown) => {
    // Nobody waits for it.
    if (!(cause instanceof AppError)) reportError(cause);
  });
}

/** While a path sounds, the branches around it are looked after so often (ms). */
const READY_EVERY_MS = 20_000;

const OFFLINE = 'You are offline. Try again when you are back.';
const OFFLINE_BRANCH = 'You are offline, and this branch is not on your device. Hear it when you are back.';
const OFFLINE_LIKE = 'You are offline, so your like did not go through. Try again when you are back.';

export const lastOf = ({ takes }: Pick<ToldStory, 'takes'>): PageTake => {
  const last = takes.at(-1);
  if (!last) throw new Error('a path has at least its seed');
  return last;
};

/** Back and Forward lead to earlier paths of the story; so does an address that the router has put back by itself. */
function useFollowedAddress(storyId: string, lastId: string, onAddress: (takeId: string | null) => void) {
  const follow = useEffectEvent(() => {
    const takeId = takeInAddress(storyId);
    if (takeId !== undefined && takeId !== lastId) onAddress(takeId);
  });
  useEffect(() => {
    if (takeInAddress(storyId) !== null) follow();
    const onPop = () => follow();
    window.addEventListener('popstate', onPop);
    return () => window.removeEventListener('popstate', onPop);
  }, [storyId]);
}

/** Null: the canon of this story. Undefined: another page. */
function takeInAddress(storyId: string): string | null | undefined {
  const [, first, story, take] = window.location.pathname.split('/');
  return first === 's' && story === storyId ? (take ?? null) : undefined;
}
