import type { ErrorCode } from '@/lib/domain/errors';
import { takeAt } from '@/lib/timeline/path';
import { type RenewUrl, renewThroughApi } from './mix-urls';
import { type Aim, onPath, steppedMs, turnMs } from './player-aim';
import { createAlarm } from './player-alarm';
import type { Player, PlayerTake } from './player-contract';
import { type Open, openAll } from './player-open';
import { isSamePath, mixesOf, otherFiles, pathOf } from './player-path';
import { browserPorts, type PlayerPorts } from './player-ports';
import { createPlayerState } from './player-state';
import { wantedAt } from './player-window';

export type { Player, PlayerState, PlayerTake } from './player-contract';

type PlayerDeps = Partial<PlayerPorts> & { renew?: RenewUrl };

/** How long a silent context stays open, so that a quick pause and play does not wake the device twice (ms). */
const REST_MS = 1_000;
/** What a gesture has unlocked stays open for so long, until there is something to play (ms). */
const UNLOCKED_MS = 10_000;
/** A context that a hidden page asked for and has not got by then is refused (ms). */
const WAKE_MS = 1_000;
/** Where somebody looks it gets longer, since headphones wake up slowly (ms). After that Play waits for another tap. */
const SEEN_WAKE_MS = 15_000;
/** Whoever is cut off for so long does something else by now, and would be startled by a voice (ms). */
const PATIENCE_MS = 30 * 60_000;
const SLOWEST = 0.75;
const FASTEST = 2;

export function createPlayer(of: { storyId: string; takes: readonly PlayerTake[] }, deps: PlayerDeps = {}): Player {
  const ports: PlayerPorts = { ...browserPorts, ...deps };
  const renew = deps.renew ?? renewThroughApi(of.storyId, ports);

  let takes = of.takes;
  let aim: Aim = { path: pathOf(takes), turnMs: null, rate: 1, skipsSilence: false };
  let rateError: ErrorCode | null = null;
  let volume = 1;
  let open: Open | null = null;
  /** Where it rests when nothing moves it (ms); after `follow` that may lie beyond the path, for whoever goes back. */
  let restMs = 0;
  /** Where what sounds shall go as soon as it can (ms). */
  let goalMs: number | null = null;
  let wantsSound = false;
  let moves = 0;
  /** True from the context's start until it is put to rest here: what stops it in between is an interruption. */
  let isAwake = false;
  const wake = createAlarm(ports.after);
  const refused = createAlarm(ports.after);
  const rest = createAlarm(ports.after);
  const patience = createAlarm(ports.after);
  const about = (isCutOff = false) => ({
    durationMs: aim.path.totalMs,
    rate: aim.rate,
    skipsSilence: aim.skipsSilence,
    rateError,
    isCutOff,
    moves,
  });
  const state = createPlayerState({ phase: 'idle', takeId: null, error: null, ...about() });

  const positionMs = () => open?.away.positionMs() ?? open?.sounding.positionMs() ?? onPath(aim, restMs);
  const leafId = () => takes.at(-1)?.id ?? '';

  function at(phase: 'loading' | 'playing' | 'paused' | 'ended', isCutOff = false) {
    if (!isCutOff) patience.off();
    else if (!patience.isSet()) patience.set(PATIENCE_MS, pause);
    const takeId = open?.sounding.takeId() ?? takeAt(aim.path.plan, positionMs());
    state.enter({ phase, takeId, error: null, ...about(isCutOff) });
  }

  const openHere = (): Open =>
    openAll({
      storyId: of.storyId,
      takes,
      ports,
      renew,
      volume,
      onChange: pump,
      onContext() {
        if (!wantsSound) return;
        if (open?.deck.context.state === 'running') comeBack();
        else if (isAwake && ports.isHidden()) goAway();
        else if (isAwake) pause();
      },
      onVisibility() {
        if (!open || !wantsSound) return;
        if (ports.isHidden()) {
          if (ports.mayBeSilenced()) open.away.prepare(leafId());
        } else if (open.away.positionMs() !== null)
          // Where even a page that is seen does not get its sound, it plays on as it does.
          void open.deck.context.resume().then(comeBack, () => undefined);
      },
      onStopped: () => isOn() && pause(),
      onEnd: finish,
    });
  const isOn = () => state.get().phase === 'playing' || state.get().phase === 'loading';

  /** Moves everything on: loads, schedules, notices a switch, a gap or the end. Called whenever something changed. */
  function pump() {
    wake.off();
    if (!open || !wantsSound) return;
    const { deck, sounding, away } = open;
    // Its file takes a while to be made, and to ask for it only when the screen locks is too late.
    if (ports.mayBeSilenced()) away.prepareSoon(leafId());
    if (away.positionMs() !== null) {
      if (away.isPlaying()) at('playing');
      else at('loading', !ports.isOnline());
      return wake.set(1_000, pump);
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
    at(outcome.phase, outcome.phase === 'loading' && outcome.isCutOff);
    if (outcome.phase === 'playing') wake.set(Math.max(20, Math.min(1_000, outcome.wakeMs + 5)), pump);
  }

  /** The system has taken the context away, and nobody looks: the path's file takes over. */
  function goAway() {
    if (!open) return;
    isAwake = false;
    settle(open.sounding.stop());
    playAway(open);
    pump();
  }
  const playAway = ({ away }: Open) => away.start({ leafId: leafId(), atMs: onPath(aim, restMs), rate: aim.rate });
  function comeBack() {
    if (!open || !wantsSound || open.away.positionMs() === null || open.deck.context.state !== 'running') return;
    isAwake = true;
    settle(open.away.hold());
    pump();
  }
  /** Nothing moves the path any more: it rests where it fell silent, or where it was to go. */
  function settle(silentMs: number | null) {
    restMs = goalMs ?? silentMs ?? restMs;
    goalMs = null;
  }

  /** Falls silent. The context is put to rest a little later. */
  function hush() {
    wantsSound = false;
    wake.off();
    refused.off();
    patience.off();
    open?.deck.shelf.rest();
    settle(open?.away.rest() ?? open?.sounding.stop() ?? null);
    restIn(REST_MS);
  }
  function restIn(ms: number) {
    rest.set(ms, () => {
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
    state.enter({
      phase: 'failed',
      takeId: takeAt(aim.path.plan, positionMs()),
      error: 'playback_failed',
      cause,
      ...about(),
    });
  }
  function pause() {
    if (!wantsSound) return;
    hush();
    at('paused');
  }

  function play() {
    if (wantsSound || aim.path.plan.length === 0) return;
    wantsSound = true;
    rest.off();
    restMs = onPath(aim, restMs);
    if (restMs === aim.path.totalMs) restMs = 0;
    try {
      open ??= openHere();
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
    const isHidden = ports.isHidden();
    refused.set(isHidden ? WAKE_MS : SEEN_WAKE_MS, () => {
      if (isWanted() && opened.deck.context.state !== 'running') (isHidden ? goAway : pause)();
    });
    wakes.then(
      () => {
        if (!isWanted()) return;
        refused.off();
        isAwake = true;
        pump();
      },
      (cause: unknown) => {
        if (isWanted() && !ports.isHidden()) fail(cause);
      },
    );
  }

  function unlock() {
    if (wantsSound) return;
    try {
      open ??= openHere();
    } catch {
      // Play meets the same, and says so.
      return;
    }
    // To have begun once within the gesture is enough.
    open.away.hold();
    open.away.rest();
    open.deck.context.resume().catch(() => undefined);
    restIn(UNLOCKED_MS);
  }

  function seek(ms: number) {
    if (!Number.isFinite(ms)) return;
    moves++;
    const toMs = Math.min(aim.path.totalMs, Math.max(0, Math.round(ms)));
    goalMs = null;
    open?.sounding.stop();
    open?.away.seek(toMs);
    restMs = toMs;
    if (!wantsSound) {
      open?.deck.shelf.want(wantedAt(aim.path.parts, restMs), true);
      at('paused');
    } else if (restMs >= aim.path.totalMs) finish();
    else pump();
  }
  const step = (by: 1 | -1) => seek(steppedMs(aim.path, positionMs(), by));

  function follow(next: readonly PlayerTake[], atMs?: number) {
    const path = pathOf(next);
    const changed = otherFiles(aim.path, path);
    const isSame = isSamePath(aim.path, path) && changed.length === 0;
    takes = next;
    open?.deck.replaceMixes(mixesOf(next));
    for (const takeId of changed) open?.deck.shelf.forget(takeId);
    if (isSame && atMs === undefined) return;
    moves++;
    if (changed.length > 0 && open?.away.positionMs() === null) open.away.forget();
    if (!isSame) aim = { ...aim, path, turnMs: turnMs(aim.path, path) };
    goalMs = atMs === undefined ? goalMs : Math.min(path.totalMs, Math.max(0, Math.round(atMs)));
    if (wantsSound && open?.away.positionMs() != null) {
      settle(open.away.positionMs());
      playAway(open);
    } else if (wantsSound) pump();
    else {
      const isUntouched = state.get().phase === 'idle' && goalMs === null;
      settle(null);
      if (isUntouched) state.enter({ ...state.get(), ...about() });
      else at('paused');
    }
  }

  function change(next: Partial<Aim>) {
    aim = { ...aim, ...next };
    open?.away.setRate(aim.rate);
    if (wantsSound) pump();
    else state.enter({ ...state.get(), ...about() });
  }

  function close() {
    hush();
    rest.off();
    open?.close();
    open = null;
    isAwake = false;
    restMs = 0;
    state.enter({ phase: 'idle', takeId: null, error: null, ...about() });
  }

  return {
    getState: state.get,
    subscribe: state.subscribe,
    takes: () => takes,
    play,
    unlock,
    pause,
    seek,
    next: () => step(1),
    previous: () => step(-1),
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
