import type { ErrorCode } from '@/lib/domain/errors';
import { CROSSFADE_MS, durationMs, type PathTake, playPlan, stretchIndexAt, takeAt } from '@/lib/timeline/path';
import { browserPorts, type PlayerContext, type PlayerPorts } from './player-ports';
import { type Run, startRun } from './player-run';
import { createShelf, type Shelf } from './player-shelf';
import { createMixSource, type RenewUrl, renewThroughApi } from './player-source';
import { wantedAt } from './player-window';

/** A take of a path, seed first; times in ms. */
export type PlayerTake = PathTake & { mixUrl: string; authorName: string };

/**
 * `takeId` is the take that is heard; `durationMs` the length of the whole path. A failure carries its code for the
 * person and its cause for whoever looks into it; `play` tries again.
 */
export type PlayerState =
  | { phase: 'idle'; takeId: null; durationMs: number; error: null }
  | { phase: 'loading' | 'playing' | 'paused' | 'ended'; takeId: string | null; durationMs: number; error: null }
  | { phase: 'failed'; takeId: string | null; durationMs: number; error: ErrorCode; cause: unknown };

export type Player = {
  getState(): PlayerState;
  subscribe(listener: () => void): () => void;
  /** Call it from a gesture the first time: it makes the AudioContext. From the end, plays from the start. */
  play(): void;
  pause(): void;
  /** Goes on playing from there, or stays paused there. Clamped to the path. */
  seek(ms: number): void;
  positionMs(): number;
  /** Releases everything and rests at the start; `play` would open it again. */
  close(): void;
};

type PlayerDeps = Partial<PlayerPorts> & { renew?: RenewUrl };

/** Failures in a row after which a mix that is needed now is given up (about 16 s). */
const GIVE_UP_ATTEMPTS = 7;
/** How long a silent context stays open, so that a quick pause and play does not wake the device twice (ms). */
const REST_MS = 1_000;

type Deck = { context: PlayerContext; shelf: Shelf; close(): void };

export function createPlayer(path: { storyId: string; takes: readonly PlayerTake[] }, deps: PlayerDeps = {}): Player {
  const ports: PlayerPorts = { ...browserPorts, ...deps };
  const renew = deps.renew ?? renewThroughApi(path.storyId, ports);
  const plan = playPlan(path.takes);
  const totalMs = durationMs(plan);
  const listeners = new Set<() => void>();
  const idle: PlayerState = { phase: 'idle', takeId: null, durationMs: totalMs, error: null };

  let state: PlayerState = idle;
  let deck: Deck | null = null;
  let run: Run | null = null;
  /** Where the path rests when no run moves it (ms). */
  let restMs = 0;
  let wantsSound = false;
  /** True from the context's start until it is put to rest here: what stops it in between is an interruption. */
  let isAwake = false;
  let cancelWake: (() => void) | null = null;
  let cancelRest: (() => void) | null = null;

  const positionMs = () => run?.positionMs() ?? restMs;

  function enter(next: PlayerState) {
    if (next.phase === state.phase && next.takeId === state.takeId) return;
    state = next;
    for (const listener of listeners) listener();
  }
  const at = (phase: 'loading' | 'playing' | 'paused' | 'ended') =>
    enter({ phase, takeId: takeAt(plan, positionMs()), durationMs: totalMs, error: null });

  function openDeck(): Deck {
    const context = ports.createContext();
    const source = createMixSource(new Map(path.takes.map(({ id, mixUrl }) => [id, mixUrl])), renew, ports);
    const decode = async (bytes: ArrayBuffer, heardMs: number) =>
      keepHeard(context, await context.decodeAudioData(bytes), heardMs);
    const shelf = createShelf({ load: source.load, decode, after: ports.after }, pump);
    const stopOnline = ports.onOnline(() => {
      shelf.retry();
      pump();
    });
    const onStateChange = () => {
      if (wantsSound && isAwake && context.state !== 'running') pause();
    };
    context.addEventListener('statechange', onStateChange);
    const close = () => {
      context.removeEventListener('statechange', onStateChange);
      stopOnline();
      shelf.close();
      void context.close();
    };
    return { context, shelf, close };
  }

  /** Moves everything on: loads, schedules, notices a switch, a gap or the end. Called whenever something changed. */
  function pump() {
    cancelWake?.();
    cancelWake = null;
    if (!deck || !wantsSound) return;
    deck.shelf.want(wantedAt(plan, positionMs()));
    if (run) {
      scheduleAhead(deck, run);
      restMs = run.positionMs();
      if (restMs >= totalMs) return finish();
      // What comes next is not there: the clock holds here until it is.
      if (restMs >= run.scheduledToMs()) run = null;
    }
    if (!run) startAt(deck, restMs);
    if (!run) return;
    at('playing');
    const switchMs = (plan[stretchIndexAt(plan, positionMs())]?.toMs ?? totalMs) - positionMs();
    cancelWake = ports.after(Math.max(20, Math.min(1_000, switchMs + 5)), pump);
  }

  function startAt({ context, shelf }: Deck, fromMs: number) {
    const index = stretchIndexAt(plan, fromMs);
    const look = shelf.look(plan[index]?.takeId ?? '');
    if (look.phase === 'failed') return fail(look.cause);
    if (look.phase === 'missing') {
      const isHopeless = look.attempts > 0 && (!ports.isOnline() || look.attempts >= GIVE_UP_ATTEMPTS);
      return isHopeless ? fail(look.cause) : at('loading');
    }
    if (context.state !== 'running') return at('loading');
    run = startRun(context, plan, index, fromMs);
    run.schedule(look.buffer);
    scheduleAhead({ shelf }, run);
  }

  function scheduleAhead({ shelf }: Pick<Deck, 'shelf'>, current: Run) {
    for (let stretch = plan[current.next()]; stretch; stretch = plan[current.next()]) {
      const look = shelf.look(stretch.takeId);
      if (look.phase !== 'ready' || !current.schedule(look.buffer)) return;
    }
  }

  /** Falls silent. The context is put to rest a little later. */
  function hush() {
    wantsSound = false;
    cancelWake?.();
    cancelWake = null;
    restMs = run?.stop() ?? restMs;
    run = null;
    cancelRest?.();
    cancelRest = ports.after(REST_MS, () => {
      isAwake = false;
      if (deck?.context.state === 'running') void deck.context.suspend();
    });
  }
  function finish() {
    // The last fade is under way after the end: let it sound.
    run = null;
    restMs = totalMs;
    hush();
    at('ended');
  }
  function fail(cause: unknown) {
    hush();
    enter({ phase: 'failed', takeId: takeAt(plan, restMs), durationMs: totalMs, error: 'playback_failed', cause });
  }
  function pause() {
    if (!wantsSound) return;
    hush();
    at('paused');
  }

  function play() {
    if (wantsSound || plan.length === 0) return;
    wantsSound = true;
    cancelRest?.();
    cancelRest = null;
    if (restMs >= totalMs) restMs = 0;
    try {
      deck ??= openDeck();
    } catch (cause) {
      return fail(cause);
    }
    const opened = deck;
    isAwake = false;
    const wakes = opened.context.resume();
    opened.shelf.retry();
    pump();
    wakes.then(
      () => {
        if (deck !== opened || !wantsSound) return;
        isAwake = true;
        pump();
      },
      (cause: unknown) => {
        if (deck === opened && wantsSound) fail(cause);
      },
    );
  }

  function seek(ms: number) {
    if (!Number.isFinite(ms)) return;
    run?.stop();
    run = null;
    restMs = Math.min(totalMs, Math.max(0, Math.round(ms)));
    if (!wantsSound) {
      deck?.shelf.want(wantedAt(plan, restMs));
      at('paused');
    } else if (restMs >= totalMs) finish();
    else pump();
  }

  function close() {
    hush();
    cancelRest?.();
    cancelRest = null;
    deck?.close();
    deck = null;
    isAwake = false;
    restMs = 0;
    enter(idle);
  }

  return {
    getState: () => state,
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    play,
    pause,
    seek,
    positionMs,
    close,
  };
}

/** The part of a mix that is heard, in a buffer of its own when that saves more than half; else the mix itself. */
function keepHeard(context: PlayerContext, whole: AudioBuffer, heardMs: number): AudioBuffer {
  const length = Math.ceil(((heardMs + CROSSFADE_MS) * whole.sampleRate) / 1000);
  if (length * 2 > whole.length) return whole;
  const heard = context.createBuffer(whole.numberOfChannels, length, whole.sampleRate);
  for (let channel = 0; channel < whole.numberOfChannels; channel++)
    heard.copyToChannel(whole.getChannelData(channel).subarray(0, length), channel);
  return heard;
}
