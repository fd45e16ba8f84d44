import 'server-only';
import { AppError } from '@/lib/domain/errors';
import type { Actor } from '@/lib/domain/policy';
import type { StoryMessage } from '@/lib/domain/story-event';

/** Somebody whose page shows a story. */
export type Listener = {
  actor: Actor;
  /** Theirs, with which this ends; null where nobody is signed in. */
  sessionId?: string | null | undefined;
  /** Where they come from; empty when that is not known. */
  address: string;
  /** Sends what has the form of server-sent events. */
  write(text: string): void;
  end(): void;
};

/** A comment: nothing to whoever listens, and a sign of life to whatever lies between. */
export const BEAT = ': beat\n\n';

type Bounds = {
  /** In all. */
  most: number;
  /** From one known address, which may be that of a whole telephone network. */
  mostOfAddress: number;
};

/** Who listens to which story; each message reaches them in the order in which they came. */
export function createRooms({ most, mostOfAddress }: Bounds) {
  const rooms = new Map<string, Set<Listener>>();
  const addresses = new Map<string, number>();
  let count = 0;
  let isOver = false;
  return {
    /** Throws too_many_listeners. The answer leaves, once or many times. */
    join(storyId: string, listener: Listener): () => void {
      const { address } = listener;
      const ofAddress = addresses.get(address) ?? 0;
      const hasShare = address === '' || ofAddress < mostOfAddress;
      if (isOver || count >= most || !hasShare) throw new AppError('too_many_listeners');
      const room = rooms.get(storyId) ?? new Set();
      rooms.set(storyId, room.add(listener));
      addresses.set(address, ofAddress + 1);
      count += 1;
      return () => {
        if (!room.delete(listener)) return;
        count -= 1;
        const left = (addresses.get(address) ?? 0) - 1;
        if (left > 0) addresses.set(address, left);
        else addresses.delete(address);
        if (room.size === 0 && rooms.get(storyId) === room) rooms.delete(storyId);
      };
    },
    tell(storyId: string, message: StoryMessage): void {
      const text = framed(message);
      for (const listener of [...(rooms.get(storyId) ?? [])]) listener.write(text);
    },
    in: (storyId: string): Listener[] => [...(rooms.get(storyId) ?? [])],
    has: (storyId: string): boolean => rooms.has(storyId),
    storyIds: (): string[] => [...rooms.keys()],
    /** Sends everybody away, and lets nobody in any more. */
    end(): void {
      isOver = true;
      for (const room of [...rooms.values()]) for (const listener of [...room]) listener.end();
    },
  };
}

/** A message as one server-sent event. JSON has no line breaks of its own. */
export const framed = (message: StoryMessage): string => `data: ${JSON.stringify(message)}\n\n`;
