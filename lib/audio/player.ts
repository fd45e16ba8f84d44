import type { ErrorCode } from '@/lib/domain/errors';
import { stretchIndexAt, takeAt } from '@/lib/timeline/path';
import { type Away, createAway } from './player-away';
import type { Player, PlayerState, PlayerTake } from './player-contract';
import { type Deck, openDeck } from './player-deck';
import { isSamePath, otherFiles, pathOf, urlsOf } from './player-path';
import { browserPorts, type PlayerPorts } from './player-ports';
import { type Aim, createSounding, type Sounding } from './player-sounding';
import { type RenewUrl, renewThroughApi } from './player-source';
import { wantedAt } from './player-window';

export type { Player, PlayerState, PlayerTake } from './player-contract';

type PlayerDeps = Partial<PlayerPorts> & { renew?: RenewUrl };
type Open = { deck: Deck; sounding: Sounding; away: Away; close(): void };

/** How long a silent context stays open, so that a quick pause and play does not wake the device twice (ms). */
const REST_MS = 1_000;
/** A context that a hidden page asked for and has not got by then is refused (ms). */
const WAKE_MS = 1_000;
/** Within this time `previous` goes to the stretch before, later to the start of this one (ms). */
const RESTART_MS = 3_000;
const SLOWEST = 0.75;
const FASTEST = 2;

export function createPlayer(of: { storyId: string; takes: readonly PlayerTake[] }, deps: PlayerDeps = {}): Player {
  const ports: PlayerPorts = { ...browserPorts, ...deps };
  const renew = deps.renew ?? renewThroughApi(of.storyId, ports);
  const listeners = new Set<() => void>();

  let takes = of.takes;
  let aim: Aim = { path: pathOf(takes), rate: 1, skipsSilence: false };
  let rateError: ErrorCode | null = null;
  let volume = 1;
  let open: Open | null = null;
  /** Where the path rests when nothing moves it (ms). */
  let restMs = 0;
  /** Where what sounds shall go as soon as it can (ms). */
  let goalMs: number | null = null;
  let wantsSound = false;
  /** True from the context's start until it is put to rest here: what stops it in between is an interruption. */
  let isAwake = false;
  let cancelWake: (() => void) | null = null;
  let cancelRest: (() => void) | null = null;
  const about = () => ({ durationMs: aim.path.totalMs, rate: aim.rate, skipsSilence: aim.skipsSilence, rateError });
  let state: PlayerState = { phase: 'idle', takeId: null, error: null, ...about() };

  const positionMs = () => open?.away.positionMs() ?? open?.sounding.positionMs() ?? restMs;
  const leafId = () => takes.at(-1)?.id ?? '';

  function enter(next: PlayerState) {
    const isSame =
      next.phase === state.phase &&
      next.takeId === state.takeId &&
      next.durationMs === state.durationMs &&
      next.rate === state.rate &&
      next.skipsSilence === state.skipsSilence &&
      next.rateError === state.rateError;
    if (isSame) return;
    state = next;
    for (const listener of listeners) listener();
  }
  function at(phase: 'loading' | 'playing' | 'paused' | 'ended') {
    const takeId = open?.sounding.takeId() ?? takeAt(aim.path.plan, positionMs());
    enter({ phase, takeId, error: null, ...about() });
  }

  function openAll(): Open {
    const deck = openDeck({ ports, renew, mixUrls: urlsOf(takes), volume, onChange: pump });
    const { context } = deck;
    const away = createAway({
      storyId: of.storyId,
      ports,
      onPause: () => isOn() && pause(),
      onEnd: finish,
      onStart: pump,
    });
    const onStateChange = () => {
      if (!wantsSound) return;
      if (context.state === 'running') comeBack();
      else if (isAwake && ports.isHidden()) goAway();
      else if (isAwake) pause();
    };
    context.addEventListener('statechange', onStateChange);
    const stopVisibility = ports.onVisibility(() => {
      if (wantsSound && ports.isHidden()) {
        // Making the file costs the server something.
        if (ports.mayBeSilenced()) away.prepare(leafId());
      } else if (away.positionMs() === null) away.forget();
      // Where even a page that is seen does not get its sound, it plays on as it does.
      else void context.resume().then(comeBack, () => undefined);
    });
    const close = () => {
      context.removeEventListener('statechange', onStateChange);
      stopVisibility();
      away.close();
      deck.close();
    };
    return { deck, sounding: createSounding(deck, ports), away, close };
  }
  const isOn = () => state.phase === 'playing' || state.phase === 'loading';

  /** Moves everything on: loads, schedules, notices a switch, a gap or the end. Called whenever something changed. */
  function pump() {
    cancelWake?.();
    cancelWake = null;
    if (!open || !wantsSound) return;
    const { deck, sounding, away } = open;
    if (away.positionMs() !== null) {
      at(away.isPlaying() ? 'playing' : 'loading');
      cancelWake = ports.after(1_000, pump);
      return;
    }
    if (deck.lanes.takeFailure()) {
      aim = { ...aim, rate: 1 };
      rateError = 'speed_unavailable';
    }
    const outcome = sounding.advance(aim, goalMs, restMs);
    if (outcome.phase === 'ended') return finish();
    if (outcome.phase === 'failed') return fail(outcome.cause);
    restMs = outcome.atMs;
    if (outcome.phase === 'loading' || outcome.isReached) goalMs = null;
    at(outcome.phase);
    if (outcome.phase === 'playing') cancelWake = ports.after(Math.max(20, Math.min(1_000, outcome.wakeMs + 5)), pump);
  }

  /** The system has taken the context away, and nobody looks: the path's file takes over. */
  function goAway() {
    if (!open) return;
    isAwake = false;
    settle(open.sounding.stop());
    open.away.start({ leafId: leafId(), atMs: restMs, rate: aim.rate });
    pump();
  }
  function comeBack() {
    if (!open || !wantsSound || open.away.positionMs() === null || open.deck.context.state !== 'running') return;
    isAwake = true;
    settle(open.away.rest());
    open.away.forget();
    open.away.hold();
    pump();
  }
  /** Nothing moves the path any more: it rests where it fell silent, or where it was to go. */
  function settle(silentMs: number | null) {
    restMs = Math.min(aim.path.totalMs, goalMs ?? silentMs ?? restMs);
    goalMs = null;
  }

  /** Falls silent. The context is put to rest a little later. */
  function hush() {
    wantsSound = false;
    cancelWake?.();
    cancelWake = null;
    settle(open?.away.rest() ?? open?.sounding.stop() ?? null);
    open?.away.forget();
    cancelRest?.();
    cancelRest = ports.after(REST_MS, () => {
      isAwake = false;
      if (open?.deck.context.state === 'running') void open.deck.context.suspend();
    });
  }
  function finish() {
    hush();
    restMs = aim.path.totalMs;
    at('ended');
  }
  function fail(cause: unknown) {
    hush();
    enter({ phase: 'failed', takeId: takeAt(aim.path.plan, restMs), error: 'playback_failed', cause, ...about() });
  }
  function pause() {
    if (!wantsSound) return;
    hush();
    at('paused');
  }

  function play() {
    if (wantsSound || aim.path.plan.length === 0) return;
    wantsSound = true;
    cancelRest?.();
    cancelRest = null;
    if (restMs >= aim.path.totalMs) restMs = 0;
    try {
      open ??= openAll();
    } catch (cause) {
      return fail(cause);
    }
    const opened = open;
    isAwake = false;
    opened.away.hold();
    const wakes = opened.deck.context.resume();
    opened.deck.shelf.retry();
    pump();
    const isWanted = () => open === opened && wantsSound;
    if (ports.isHidden()) ports.after(WAKE_MS, () => isWanted() && opened.deck.context.state !== 'running' && goAway());
    wakes.then(
      () => {
        if (!isWanted()) return;
        isAwake = true;
        pump();
      },
      (cause: unknown) => {
        if (isWanted() && !ports.isHidden()) fail(cause);
      },
    );
  }

  function seek(ms: number) {
    if (!Number.isFinite(ms)) return;
    const toMs = Math.min(aim.path.totalMs, Math.max(0, Math.round(ms)));
    goalMs = null;
    open?.sounding.stop();
    open?.away.seek(toMs);
    restMs = toMs;
    if (!wantsSound) {
      open?.deck.shelf.want(wantedAt(aim.path.parts, restMs));
      at('paused');
    } else if (restMs >= aim.path.totalMs) finish();
    else pump();
  }
  /** `step` counts stretches, not takes: a take without a stretch is never heard alone. */
  function skip(step: 1 | -1) {
    const { plan, totalMs } = aim.path;
    const current = stretchIndexAt(plan, positionMs());
    const isLate = positionMs() - (plan[current]?.fromMs ?? 0) > RESTART_MS;
    seek(plan[Math.max(0, step < 0 && isLate ? current : current + step)]?.fromMs ?? totalMs);
  }

  function follow(next: readonly PlayerTake[], atMs?: number) {
    const path = pathOf(next);
    const changed = otherFiles(aim.path, path);
    const isSame = isSamePath(aim.path, path) && changed.length === 0;
    takes = next;
    open?.deck.replaceUrls(urlsOf(next));
    for (const takeId of changed) open?.deck.shelf.forget(takeId);
    if (isSame && atMs === undefined) return;
    if (!isSame) aim = { ...aim, path };
    goalMs = atMs === undefined ? goalMs : Math.min(path.totalMs, Math.max(0, Math.round(atMs)));
    if (wantsSound && open?.away.positionMs() != null) {
      settle(open.away.rest());
      open.away.start({ leafId: leafId(), atMs: restMs, rate: aim.rate });
    } else if (wantsSound) pump();
    else {
      const isUntouched = state.phase === 'idle' && goalMs === null;
      settle(null);
      if (isUntouched) enter({ ...state, ...about() });
      else at('paused');
    }
  }

  function change(next: Partial<Aim>) {
    aim = { ...aim, ...next };
    open?.away.setRate(aim.rate);
    if (wantsSound) pump();
    else enter({ ...state, ...about() });
  }

  function close() {
    hush();
    cancelRest?.();
    cancelRest = null;
    open?.close();
    open = null;
    isAwake = false;
    restMs = 0;
    enter({ phase: 'idle', takeId: null, error: null, ...about() });
  }

  return {
    getState: () => state,
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    takes: () => takes,
    play,
    pause,
    seek,
    next: () => skip(1),
    previous: () => skip(-1),
    follow,
    setRate(rate) {
      rateError = null;
      change({ rate: Math.min(FASTEST, Math.max(SLOWEST, rate)) });
    },
    setSkipsSilence: (skipsSilence) => change({ skipsSilence }),
    setVolume(next) {
      if (next === volume) return;
      volume = Math.min(1, Math.max(0, next));
      open?.deck.setVolume(volume);
      open?.away.setVolume(volume);
    },
    positionMs,
    close,
  };
}
