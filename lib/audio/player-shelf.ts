import { AppError } from '@/lib/domain/errors';
import type { Stretch } from '@/lib/timeline/path';
import type { PlayerPorts } from './player-ports';
import type { Wanted } from './player-window';

/** Decoded audio that begins where a stretch does, and is enough for one of `enoughForMs`. */
export type Sound = { buffer: AudioBuffer; enoughForMs: number };

/** What the shelf knows of a part of a mix. `cause` is the newest failure, null before the first one. */
type Look =
  | { phase: 'missing'; attempts: number; cause: unknown }
  | { phase: 'ready'; sound: Sound }
  | { phase: 'failed'; cause: unknown };

type Slot = {
  look: Look;
  step: 'queued' | 'fetching' | 'waiting' | 'fetched' | 'decoding' | 'done';
  bytes: ArrayBuffer | null;
  /** Ends what the slot is doing; its result is then ignored. */
  abort: AbortController;
  cancelWait: (() => void) | null;
};

const FIRST_WAIT_MS = 250;
const LONGEST_WAIT_MS = 8_000;

type ShelfPorts = Pick<PlayerPorts, 'after'> & {
  load(takeId: string, signal: AbortSignal): Promise<ArrayBuffer>;
  decode(bytes: ArrayBuffer, stretch: Stretch): Promise<Sound>;
};

const keyOf = ({ takeId, offsetMs }: Stretch): string => `${takeId} ${offsetMs}`;
const lengthOf = ({ fromMs, toMs }: Stretch): number => toMs - fromMs;

const UNKNOWN: Look = { phase: 'missing', attempts: 0, cause: null };

/**
 * The mixes at hand: fetched in the order of need, decoded once, dropped when no longer wanted. A fetch that fails
 * is tried again with growing pauses for as long as its mix is wanted.
 */
export function createShelf({ load, decode, after }: ShelfPorts, onChange: () => void) {
  const slots = new Map<string, Slot>();
  let wanted = new Map<string, Wanted>();

  const drop = (key: string, slot: Slot) => {
    slots.delete(key);
    slot.abort.abort();
    slot.cancelWait?.();
  };

  function slotOf(key: string): Slot {
    const known = slots.get(key);
    if (known) return known;
    const slot: Slot = { look: UNKNOWN, step: 'queued', bytes: null, abort: new AbortController(), cancelWait: null };
    slots.set(key, slot);
    return slot;
  }

  function queue(slot: Slot) {
    slot.cancelWait?.();
    slot.cancelWait = null;
    slot.step = 'queued';
  }

  function failed(slot: Slot, cause: unknown) {
    if (cause instanceof AppError && cause.code === 'playback_failed') {
      slot.step = 'done';
      slot.look = { phase: 'failed', cause };
      return;
    }
    const attempts = slot.look.phase === 'missing' ? slot.look.attempts + 1 : 1;
    slot.step = 'waiting';
    slot.look = { phase: 'missing', attempts, cause };
    slot.cancelWait = after(Math.min(LONGEST_WAIT_MS, FIRST_WAIT_MS * 2 ** (attempts - 1)), () => {
      queue(slot);
      advance();
    });
  }

  /** Runs one piece of work for a slot; whatever comes back after the slot was dropped is ignored. */
  async function work<T>(slot: Slot, promise: Promise<T>, done: (value: T) => void) {
    const { signal } = slot.abort;
    try {
      const value = await promise;
      if (!signal.aborted) done(value);
    } catch (cause) {
      if (!signal.aborted) failed(slot, cause);
    }
    if (signal.aborted) return;
    advance();
    onChange();
  }

  function startFetch(takeId: string, slot: Slot) {
    slot.step = 'fetching';
    void work(slot, load(takeId, slot.abort.signal), (bytes) => {
      slot.bytes = bytes;
      slot.step = 'fetched';
    });
  }

  function startDecode(slot: Slot, bytes: ArrayBuffer, stretch: Stretch) {
    slot.step = 'decoding';
    slot.bytes = null;
    const decoded = decode(bytes, stretch).catch((cause: unknown) => {
      throw new AppError('playback_failed', { cause });
    });
    void work(slot, decoded, (sound) => {
      slot.step = 'done';
      slot.look = { phase: 'ready', sound };
    });
  }

  const isTooShort = (look: Look, stretch: Stretch) =>
    look.phase === 'ready' && look.sound.enoughForMs < lengthOf(stretch);

  function advance() {
    let fetching = 0;
    for (const slot of slots.values()) if (slot.step === 'fetching') fetching++;
    let isFirst = true;
    for (const [key, { stretch, decoded }] of wanted) {
      const old = slots.get(key);
      if (old && isTooShort(old.look, stretch)) drop(key, old);
      const slot = slotOf(key);
      if (slot.step === 'queued' && fetching < 2) {
        startFetch(stretch.takeId, slot);
        fetching++;
      }
      if (slot.step === 'fetched' && slot.bytes && decoded) startDecode(slot, slot.bytes, stretch);
      // What is needed first has the line to itself.
      if (isFirst && slot.step === 'fetching') break;
      isFirst = false;
    }
  }

  return {
    /** From now on exactly these are kept or got, the first first. Of two wishes for one part the longer counts. */
    want(next: readonly Wanted[]) {
      wanted = new Map();
      for (const one of next) {
        const key = keyOf(one.stretch);
        const other = wanted.get(key);
        const longer = other && lengthOf(other.stretch) > lengthOf(one.stretch) ? other : one;
        wanted.set(key, { stretch: longer.stretch, decoded: one.decoded || (other?.decoded ?? false) });
      }
      for (const [key, slot] of slots) {
        const one = wanted.get(key);
        if (!one || (!one.decoded && slot.look.phase === 'ready')) drop(key, slot);
      }
      advance();
    },
    look(stretch: Stretch): Look {
      const look = slots.get(keyOf(stretch))?.look ?? UNKNOWN;
      return isTooShort(look, stretch) ? UNKNOWN : look;
    },
    /** The file of this take is another now: what is here of the old one is dropped. */
    forget(takeId: string) {
      for (const [key, slot] of slots) if (key.startsWith(`${takeId} `)) drop(key, slot);
    },
    /** Tries everything that failed or waits again, at once. */
    retry() {
      for (const slot of slots.values()) {
        if (slot.step !== 'waiting' && slot.look.phase !== 'failed') continue;
        slot.look = UNKNOWN;
        queue(slot);
      }
      advance();
    },
    close() {
      wanted = new Map();
      for (const [key, slot] of slots) drop(key, slot);
    },
  };
}
