import { AppError } from '@/lib/domain/errors';
import type { Stretch } from '@/lib/timeline/path';
import type { PlayerPorts } from './player-ports';
import type { Piece } from './player-source';
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
  takeId: string;
  /** What was fetched and is not decoded yet. */
  piece: Piece | null;
  /** For how long a stretch it will be enough (ms), as far as is known. */
  enoughForMs: number;
  /** Ends what the slot is doing; its result is then ignored. */
  abort: AbortController;
  cancelWait: (() => void) | null;
};

const FIRST_WAIT_MS = 250;
const LONGEST_WAIT_MS = 8_000;

/** So many parts are fetched at a time, of different mixes: only the answer to the first tells where the others lie. */
const MOST_FETCHES = 2;

/** Both throw AppError `playback_failed` when trying again is no use. */
type ShelfPorts = Pick<PlayerPorts, 'after'> & {
  load(stretch: Stretch, signal: AbortSignal): Promise<Piece>;
  decode(piece: Piece, stretch: Stretch): Promise<Sound>;
};

const keyOf = ({ takeId, offsetMs }: Stretch): string => `${takeId} ${offsetMs}`;
const lengthOf = ({ fromMs, toMs }: Stretch): number => toMs - fromMs;

const UNKNOWN: Look = { phase: 'missing', attempts: 0, cause: null };

/**
 * The parts of mixes at hand: fetched in the order of need, decoded once, dropped when no longer wanted. What fails is tried again with
 * growing pauses for as long as it is wanted.
 */
export function createShelf({ load, decode, after }: ShelfPorts, onChange: () => void) {
  const slots = new Map<string, Slot>();
  let wanted = new Map<string, Wanted>();
  let isAtRest = false;
  /** How many run, also for what is no longer wanted: nothing ends one. */
  let decodes = 0;

  const drop = (key: string, slot: Slot) => {
    slots.delete(key);
    slot.abort.abort();
    slot.cancelWait?.();
  };

  function slotOf(key: string, takeId: string): Slot {
    const known = slots.get(key);
    if (known) return known;
    const slot: Slot = {
      look: UNKNOWN,
      step: 'queued',
      takeId,
      piece: null,
      enoughForMs: Number.POSITIVE_INFINITY,
      abort: new AbortController(),
      cancelWait: null,
    };
    slots.set(key, slot);
    return slot;
  }

  function queue(slot: Slot) {
    slot.cancelWait?.();
    slot.cancelWait = null;
    slot.step = 'queued';
    slot.enoughForMs = Number.POSITIVE_INFINITY;
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
    // What was dropped may have been in the way of others.
    advance();
    if (!signal.aborted) onChange();
  }

  function startFetch(slot: Slot, stretch: Stretch) {
    slot.step = 'fetching';
    void work(slot, load(stretch, slot.abort.signal), (piece) => {
      slot.piece = piece;
      slot.enoughForMs = piece.enoughForMs;
      slot.step = 'fetched';
    });
  }

  function startDecode(slot: Slot, piece: Piece, stretch: Stretch) {
    slot.step = 'decoding';
    slot.piece = null;
    decodes++;
    const decoding = decode(piece, stretch).finally(() => {
      decodes--;
    });
    void work(slot, decoding, (sound) => {
      slot.step = 'done';
      slot.enoughForMs = sound.enoughForMs;
      slot.look = { phase: 'ready', sound };
    });
  }

  const isTooShort = (slot: Slot, stretch: Stretch) => slot.enoughForMs < lengthOf(stretch);

  function advance() {
    const fetching = [...slots.values()].filter(({ step }) => step === 'fetching').map(({ takeId }) => takeId);
    let isFirst = true;
    let isLineFree = true;
    for (const [key, { stretch, decoded }] of wanted) {
      const old = slots.get(key);
      if (old && isTooShort(old, stretch)) drop(key, old);
      const slot = slotOf(key, stretch.takeId);
      const isNeeded = decoded || !isAtRest;
      const mayFetch = isNeeded && isLineFree && fetching.length < MOST_FETCHES && !fetching.includes(stretch.takeId);
      if (slot.step === 'queued' && (isFirst || mayFetch)) {
        startFetch(slot, stretch);
        fetching.push(stretch.takeId);
      }
      // All that is decoded takes memory: what is needed first goes beside one other, and nothing else does.
      if (slot.step === 'fetched' && slot.piece && decoded && decodes < (isFirst ? 2 : 1))
        startDecode(slot, slot.piece, stretch);
      // It has the line to itself, too.
      if (isFirst && slot.step === 'fetching') isLineFree = false;
      isFirst = false;
    }
  }

  return {
    /**
     * From now on exactly these are kept or got, the first first. Of two wishes for one part the longer counts. Where nobody
     * listens (`rests`) what is not to be decoded is kept only.
     */
    want(next: readonly Wanted[], rests = false) {
      isAtRest = rests;
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
    /** Nobody listens any more: what is here stays. */
    rest() {
      isAtRest = true;
    },
    look(stretch: Stretch): Look {
      const slot = slots.get(keyOf(stretch));
      return slot && !isTooShort(slot, stretch) ? slot.look : UNKNOWN;
    },
    /** The file of this take is another now: what is here of the old one is dropped. */
    forget(takeId: string) {
      for (const [key, slot] of slots) if (slot.takeId === takeId) drop(key, slot);
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
