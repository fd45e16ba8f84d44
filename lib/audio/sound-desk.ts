import { AppError, type ErrorCode } from '@/lib/domain/errors';
import type { Scope } from '@/lib/scope';
import type { Known, Trip } from '@/lib/studio/alignment';
import { barHeight } from '@/lib/studio/meter';
import { labelOf, NO_ROUTE, type Route } from '@/lib/studio/route';
import {
  firstCheck,
  type Hold,
  hearsSelf,
  holdFor,
  knownOf,
  type SoundCheckEvent,
  type SoundCheckPort,
  stepSoundCheck,
} from '@/lib/studio/sound-check';
import type { ContextDoor } from './audio-context';
import { watchClock } from './clock-watch';
import { audioDevices } from './devices';
import { createLevelReader, type LevelReader } from './level';
import { createMicrophoneDoor, type Microphone } from './microphone';
import { mixerAtRest } from './mixer';
import { measureRoundTrips } from './round-trip';

const METER_MS = 50;
/** How often the browser is asked how late its sound comes out (ms): of a way out without a name nothing else tells. */
const LATENCY_MS = 1_000;

/** The one AudioContext, running, and the one microphone. */
export type Live = { context: AudioContext; microphone: Microphone };

/** The sound check, and what the recorder needs of it. */
export type SoundDesk = SoundCheckPort & {
  /** Opens what is closed, and looks at the route. Throws AppError; the first call must come from a tap. */
  ready(): Promise<Live>;
  /** What the person is to be asked before a take, once for these devices. */
  hold(isAnswer: boolean): Hold | null;
  /** A take has told its own round trip, and nothing has moved since `epoch`. */
  learn(known: Trip, epoch: number): void;
};

type Options = {
  context: ContextDoor;
  /** The microphone of before, and where to remember another. */
  chosen: string | null;
  remember(id: string | null): void;
  report(cause: unknown): void;
};

/** Owns the studio's microphone, and everything that is known of the way from the speaker into it. */
export function createSoundDesk(studio: Scope, { context: door, chosen, remember, report }: Options): SoundDesk {
  const openMicrophone = createMicrophoneDoor(studio);
  const listeners = new Set<() => void>();
  let state = firstCheck(chosen);
  let live: (Live & { scope: Scope; level: LevelReader }) | null = null;
  let readying: Promise<Live> | null = null;
  let trial: Scope | null = null;

  function send(event: SoundCheckEvent): void {
    const next = stepSoundCheck(state, event);
    if (studio.closed || next === state) return;
    state = next;
    if (live) live.microphone.monitor.gain.value = hearsSelf(state) ? 1 : 0;
    for (const listener of listeners) listener();
  }

  function ready(): Promise<Live> {
    readying ??= open().finally(() => {
      readying = null;
    });
    return readying;
  }

  async function open(): Promise<Live> {
    send({ type: 'asking' });
    try {
      const context = await door.running();
      const microphone = await openMicrophone(context, state.chosen);
      const isNew = microphone !== live?.microphone;
      if (isNew) follow(context, microphone);
      send({ type: 'opened', isNew });
      await lookAtRoute();
      return { context, microphone };
    } catch (cause) {
      send({ type: 'refused', code: codeOf(cause) });
      throw cause;
    }
  }

  function follow(context: AudioContext, microphone: Microphone): void {
    live?.scope.close();
    const scope = studio.child();
    live = { context, microphone, scope, level: createLevelReader(microphone.analyser) };
    scope.listen(microphone.track, 'ended', () => send({ type: 'closed' }));
    scope.listen(microphone.track, 'mute', () => send({ type: 'stalled' }));
    scope.listen(context, 'statechange', () => {
      if (context.state !== 'running') send({ type: 'stalled' });
    });
    watchClock(scope, context, (byMs) => send({ type: 'slipped', byMs }));
    scope.every(LATENCY_MS, () => send({ type: 'latency', outputMs: outputMsOf(context) }));
  }

  async function lookAtRoute(): Promise<void> {
    const devices = await audioDevices();
    const track = live?.microphone.track;
    const route = {
      ...NO_ROUTE,
      ...ratesOf(live),
      input: labelOf(devices, 'input', track?.getSettings().deviceId ?? state.chosen) || (track?.label ?? ''),
      output: labelOf(devices, 'output', null),
    };
    send({ type: 'route', devices, route });
  }

  function codeOf(cause: unknown): ErrorCode {
    if (cause instanceof AppError && cause.code !== 'unexpected') return cause.code;
    report(cause);
    return 'unexpected';
  }

  function stop(): void {
    trial?.close();
    trial = null;
    send({ type: 'trialStopped' });
  }

  async function calibrate(times = 1): Promise<Known | null> {
    stop();
    const own = studio.child();
    trial = own;
    try {
      const { context, microphone } = await ready();
      if (own.closed) return null;
      send({ type: 'trialBegan' });
      await mixerAtRest();
      const trips = await measureRoundTrips(own, context, microphone, times);
      if (own.closed) return null;
      send({ type: 'trialEnded', trips });
      return state.trial.at === 'done' ? knownOf(state) : null;
    } catch (cause) {
      if (!own.closed) send({ type: 'trialFailed', code: codeOf(cause) });
      return null;
    } finally {
      own.close();
    }
  }

  const lookAgain = () => void lookAtRoute().catch(report);
  const devices: MediaDevices | undefined = navigator.mediaDevices;
  if (devices) studio.listen(devices, 'devicechange', lookAgain);
  lookAgain();

  return {
    getState: () => state,
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    ready,
    async look() {
      await lookAtRoute();
      if (state.microphone === 'closed' && (await isAllowed())) await this.open();
    },
    async open() {
      // What went wrong stands in the state, for the panel to say.
      await ready().catch(() => undefined);
    },
    async choose(id) {
      await readying?.catch(() => undefined);
      stop();
      send({ type: 'choose', id });
      remember(id);
      await ready().catch(() => undefined);
    },
    wear: (isWorn) => send({ type: 'wear', isWorn }),
    monitor: (isOn) => send({ type: 'monitor', isOn }),
    hush: (isOn) => send({ type: 'hush', isOn }),
    calibrate,
    stop,
    level: () => (live ? barHeight(live.level.peak(METER_MS)) : 0),
    hold(isAnswer) {
      const hold = holdFor(state, isAnswer);
      if (hold) send({ type: 'held', hold });
      return hold;
    },
    learn: (known, epoch) => send({ type: 'learned', known, epoch }),
  };
}

/** Chromium and Safari report the microphone's latency, the DOM's own types do not know it. */
type Settings = MediaTrackSettings & { latency?: number };

function ratesOf(live: Live | null): Partial<Route> {
  if (!live) return {};
  const { sampleRate, latency }: Settings = live.microphone.track.getSettings();
  const { context } = live;
  return {
    inputRate: sampleRate ?? null,
    contextRate: context.sampleRate,
    inputLatencyMs: inMs(latency),
    outputLatencyMs: outputMsOf(context),
  };
}

const outputMsOf = (context: AudioContext): number | null => inMs(context.outputLatency || context.baseLatency);

const inMs = (seconds: number | undefined): number | null =>
  seconds !== undefined && Number.isFinite(seconds) && seconds > 0 ? seconds * 1_000 : null;

/** Whether opening the microphone asks nobody. A browser that does not know this permission says no. */
async function isAllowed(): Promise<boolean> {
  try {
    const { state } = await navigator.permissions.query({ name: 'microphone' });
    return state === 'granted';
  } catch {
    // Firefox before 132 throws here: then the person's tap opens it.
    return false;
  }
}
