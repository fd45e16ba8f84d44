import 'server-only';
import type { Logger } from 'pino';
import { z } from 'zod';
import type { Db } from '@/db/client';
import { withDeadline } from '@/db/deadline';
import type { Listening, listenTo } from '@/db/listener';
import { notifyBeat, type StoryNotification, storyMarks } from '@/db/queries/events';
import { sessionsAmong } from '@/db/queries/sessions';
import { storySubjects } from '@/db/queries/stories';
import { getTake } from '@/db/queries/takes';
import { ANSWER_PEAKS } from '@/lib/domain/limits';
import { can } from '@/lib/domain/policy';
import { id } from '@/lib/domain/schemas';
import type { StoryHello } from '@/lib/domain/story-event';
import { thinPeaks } from '@/lib/timeline/peaks';
import { mapTake } from '../views';
import { createPresence, type Place } from './presence';
import { BEAT, createRooms, framed, type Listener } from './rooms';

type Deps = {
  db: Db;
  listen(heard: Omit<Parameters<typeof listenTo>[2], 'silenceMs'>): Listening;
  log: Logger;
  /** In ms. */
  now(): number;
  /** How often every listener hears a sign of life and is asked whether they still may listen (ms). */
  beatMs: number;
  /** How long somebody counts as recording after they last said so (ms). */
  presenceMs: number;
  mostListeners: Parameters<typeof createRooms>[0];
};

/** So much is held for whoever waits for their hello, and fits into what a stream lets wait. */
const MOST_HELD = 48;
/** Nobody waits longer to be told that it cannot be listened now (ms). */
const OPEN_WITHIN_MS = 5_000;

export type Live = ReturnType<typeof createLive>;

/** What happens to stories, from every process of the app to those who listen here. Opens its connection at once. */
export function createLive({ db, listen, log, now, beatMs, presenceMs, mostListeners }: Deps) {
  const rooms = createRooms(mostListeners);
  const presence = createPresence(presenceMs);
  /** What is to be told of a story, one after the other: a take is read first, and a like must not overtake it. */
  const telling = new Map<string, Promise<void>>();
  /** Says hello to those who have come since it was last said. */
  const arriving = new Map<string, ((hello: string) => void)[]>();
  const opening = Promise.withResolvers<void>();

  const listening = listen({
    heard: (payload) => {
      const said = notification.safeParse(jsonOf(payload));
      if (!said.success) log.warn({ payload }, 'live: not understood');
      else if (said.data.type !== 'beat') hear(said.data);
    },
    opened() {
      opening.resolve();
      log.info('live: listening');
      // What was said while nobody heard it is missed.
      void sayHello(rooms.storyIds());
    },
    failed: (err) => log.warn({ err }, 'live: not listening yet'),
  });

  async function marksOf(storyIds: string[]): Promise<Map<string, string>> {
    try {
      return await storyMarks(db, { ids: storyIds });
    } catch (err) {
      // Without one a page reads anew, which is always right.
      log.warn({ err }, 'live: no marks');
      return new Map();
    }
  }

  const hello = (storyId: string, marks: Map<string, string>): StoryHello => ({
    type: 'hello',
    mark: marks.get(storyId) ?? null,
    recording: presence.recordingIn(storyId),
  });

  async function sayHello(storyIds: string[]): Promise<void> {
    const marks = await marksOf(storyIds);
    for (const storyId of storyIds) rooms.tell(storyId, hello(storyId, marks));
  }

  /**
   * The mark is read once they are in the room, so that nothing falls between it and what they are told; those who come
   * together are greeted together.
   */
  function greet(storyId: string, say: (hello: string) => void): void {
    const coming = arriving.get(storyId);
    if (coming) {
      coming.push(say);
      return;
    }
    const together = [say];
    arriving.set(storyId, together);
    tellInOrder(storyId, async () => {
      arriving.delete(storyId);
      const said = framed(hello(storyId, await marksOf([storyId])));
      for (const one of together) one(said);
    });
  }

  function hear(said: StoryNotification): void {
    if (said.type === 'recording') tellPlaces(presence.hear(said, now()));
    else if (rooms.has(said.storyId)) tellInOrder(said.storyId, () => tellOf(said));
  }

  async function tellOf({ storyId, ...said }: Exclude<StoryNotification, { type: 'recording' }>): Promise<void> {
    if (said.type === 'anew') return sayHello([storyId]);
    if (said.type === 'like') {
      const { canon } = said;
      return canon ? rooms.tell(storyId, { ...said, canon }) : sayHello([storyId]);
    }
    const take = await getTake(db, { storyId, id: said.takeId });
    if (!take) return;
    // With its picture: else everybody who listens asks for it, all of them at this instant.
    const peaks = thinPeaks(take.peaks, ANSWER_PEAKS);
    rooms.tell(storyId, { type: 'take', take: { ...mapTake(take), peaks } });
  }

  function tellInOrder(storyId: string, tell: () => Promise<void>): void {
    const told = (telling.get(storyId) ?? Promise.resolve()).then(tell).catch((err: unknown) => {
      log.warn({ err, storyId }, 'live: not told');
      return sayHello([storyId]);
    });
    telling.set(storyId, told);
    void told.then(() => telling.get(storyId) === told && telling.delete(storyId));
  }

  function tellPlaces(places: Place[]): void {
    for (const { storyId, takeId } of places) {
      if (!rooms.has(storyId)) continue;
      rooms.tell(storyId, { type: 'recording', takeId, names: presence.namesAt({ storyId, takeId }) });
    }
  }

  async function beat(): Promise<void> {
    const storyIds = rooms.storyIds();
    try {
      await notifyBeat(db);
      const here = storyIds.flatMap((storyId) =>
        [...rooms.in(storyId)].map((listener) => ({ storyId, listener, actorId: listener.actor?.id ?? null })),
      );
      const [subjects, sessions] = await Promise.all([
        storySubjects(db, here),
        sessionsAmong(db, { ids: here.flatMap(({ listener: { sessionId } }) => sessionId ?? []) }),
      ]);
      here.forEach(({ listener }, n) => {
        const hasEnded = listener.sessionId && !sessions.has(listener.sessionId);
        if (hasEnded || !can(listener.actor, 'story.listen', subjects[n])) listener.end();
      });
    } catch (err) {
      // While the database is away nothing is told, and nobody is sent away.
      log.warn({ err }, 'live: no beat');
    }
    for (const storyId of storyIds) for (const listener of rooms.in(storyId)) listener.write(BEAT);
  }

  const beating = setInterval(() => void beat(), beatMs).unref();
  const expiring = setInterval(() => tellPlaces(presence.expire(now())), presenceMs / 10).unref();

  return {
    /** Resolves once nothing of what happens is missed. Throws deadline_exceeded. */
    opened: () => withDeadline(opening.promise, OPEN_WITHIN_MS),
    /** Tells `listener` of a story that they may listen to, a hello first. Throws too_many_listeners. The answer leaves. */
    join(storyId: string, listener: Listener): () => void {
      const held: string[] = [];
      let isGreeted = false;
      function write(text: string): void {
        if (isGreeted) listener.write(text);
        else if (held.length <= MOST_HELD) held.push(text);
      }
      const leave = rooms.join(storyId, { ...listener, write });
      greet(storyId, (said) => {
        isGreeted = true;
        // Who has missed something reads anew.
        const isMissed = held.length > MOST_HELD;
        for (const text of isMissed ? [framed(hello(storyId, new Map()))] : [said, ...held]) listener.write(text);
        held.length = 0;
      });
      return leave;
    },
    /** Sends everybody away. */
    async close(): Promise<void> {
      clearInterval(beating);
      clearInterval(expiring);
      rooms.end();
      await listening.close();
    },
  };
}

const pointer = z.object({ parentId: id, bestChildId: id });
const notification = z.discriminatedUnion('type', [
  z.object({ type: z.literal('beat') }),
  z.object({ type: z.literal('take'), storyId: id, takeId: id }),
  z.object({ type: z.literal('anew'), storyId: id }),
  z.object({
    type: z.literal('like'),
    storyId: id,
    takeId: id,
    likeCount: z.int(),
    canon: z.array(pointer).nullable(),
  }),
  z.object({
    type: z.literal('recording'),
    storyId: id,
    takeId: id,
    who: z.string(),
    name: z.string(),
    isOn: z.boolean(),
  }),
]) satisfies z.ZodType<StoryNotification | { type: 'beat' }>;

function jsonOf(payload: string): unknown {
  try {
    return JSON.parse(payload);
  } catch {
    // Somebody else speaks on this channel; what it was is logged with what is not understood.
    return null;
  }
}
