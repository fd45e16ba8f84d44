import { AppError } from '@/lib/domain/errors';
import type { PlayerPorts } from './player-ports';
import type { Wanted } from './player-window';

/** What the shelf knows of a mix. `cause` is the newest failure, null before the first one. */
type Look =
  | { phase: 'missing'; attempts: number; cause: unknown }
  | { phase: 'ready'; buffer: AudioBuffer }
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
  decode(bytes: ArrayBuffer, heardMs: number): Promise<AudioBuffer>;
};

/**
 * The mixes at hand: fetched in the order of need, decoded once, dropped when no longer wanted. A fetch that fails
 * is tried again with growing pauses for as long as its mix is wanted.
 */
export function createShelf({ load, decode, after }: ShelfPorts, onChange: () => void) {
  const slots = new Map<string, Slot>();
  let wanted: readonly Wanted[] = [];

  const drop = (takeId: string, slot: Slot) => {
    slots.delete(takeId);
    slot.abort.abort();
    slot.cancelWait?.();
  };

  function slotOf(takeId: string): Slot {
    const known = slots.get(takeId);
    if (known) return known;
    const slot: Slot = {
      look: { phase: 'missing', attempts: 0, cause: null },
      step: 'queued',
      bytes: null,
      abort: new AbortController(),
      cancelWait: null,
    };
    slots.set(takeId, slot);
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

  function startDecode(slot: Slot, bytes: ArrayBuffer, heardMs: number) {
    slot.step = 'decoding';
    slot.bytes = null;
    const decoded = decode(bytes, heardMs).catch((cause: unknown) => {
      throw new AppError('playback_failed', { cause });
    });
    void work(slot, decoded, (buffer) => {
      slot.step = 'done';
      slot.look = { phase: 'ready', buffer };
    });
  }

  function advance() {
    let fetching = 0;
    for (const slot of slots.values()) if (slot.step === 'fetching') fetching++;
    for (const [index, { takeId, heardMs, decoded }] of wanted.entries()) {
      const slot = slotOf(takeId);
      if (slot.step === 'queued' && fetching < 2) {
        startFetch(takeId, slot);
        fetching++;
      }
      if (slot.step === 'fetched' && slot.bytes && decoded) startDecode(slot, slot.bytes, heardMs);
      // What is needed first has the line to itself.
      if (index === 0 && slot.step === 'fetching') break;
    }
  }

  return {
    /** From now on exactly these mixes are kept or got, the first first. */
    want(next: readonly Wanted[]) {
      wanted = next;
      const decodedIds = new Map(next.map(({ takeId, decoded }) => [takeId, decoded]));
      for (const [takeId, slot] of slots) {
        const isDecoded = decodedIds.get(takeId);
        if (isDecoded === undefined || (!isDecoded && slot.look.phase === 'ready')) drop(takeId, slot);
      }
      advance();
    },
    look: (takeId: string): Look => slots.get(takeId)?.look ?? { phase: 'missing', attempts: 0, cause: null },
    /** Tries everything that failed or waits again, at once. */
    retry() {
      for (const slot of slots.values()) {
        if (slot.step !== 'waiting' && slot.look.phase !== 'failed') continue;
        slot.look = { phase: 'missing', attempts: 0, cause: null };
        queue(slot);
      }
      advance();
    },
    close() {
      wanted = [];
      for (const [takeId, slot] of slots) drop(takeId, slot);
    },
  };
}

export type Shelf = ReturnType<typeof createShelf>;
