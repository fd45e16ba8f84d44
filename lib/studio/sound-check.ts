import type { ErrorCode } from '@/lib/domain/errors';
import type { Known, Shaken, Trip } from './alignment';
import {
  type AudioDevice,
  bluetoothOf,
  isSameWay,
  NO_ROUTE,
  type Plugged,
  pairOf,
  type Route,
  saysHeadphones,
} from './route';
import { isSteady, type Spread, spreadOf } from './spread';

/** A round trip that is being measured, or was. */
export type Trial =
  | { at: 'none' }
  /** `epoch` and `slips` are those of its beginning. */
  | { at: 'running'; epoch: number; slips: number }
  | { at: 'done'; found: Spread }
  | { at: 'failed'; code: ErrorCode };

/** Why Record waits for the person once more. */
export type Hold = 'bluetooth' | 'calibration';

export type SoundCheck = {
  microphone: 'closed' | 'asking' | 'open' | { refused: ErrorCode };
  devices: readonly AudioDevice[];
  /** The id of the microphone that the person chose, or null for the system's choice. */
  chosen: string | null;
  route: Route;
  /** What the person says of headphones; null while only the labels do. */
  saysWorn: boolean | null;
  wantsMonitor: boolean;
  /** An earphone is, or will be, held to the microphone. */
  isHushed: boolean;
  /** What was measured in this page load of the round trip through the current pair of devices. */
  calibration: Known | null;
  trial: Trial;
  /** What was held for already, by pair: nobody is asked twice, but for a calibration that they made and that is lost. */
  asked: readonly string[];
  /** Counts what may have moved the round trip: what was measured in another epoch says nothing of this one. */
  epoch: number;
  /** How often the sound's clock has slipped since the page was opened, and how far, forth and back (ms). */
  slips: number;
  slippedMs: number;
};

export type SoundCheckEvent =
  | { type: 'asking' }
  /** `isNew`: another stream than before. */
  | { type: 'opened'; isNew: boolean }
  | { type: 'refused'; code: ErrorCode }
  | { type: 'closed' }
  | { type: 'choose'; id: string | null }
  | ({ type: 'route' } & Plugged)
  | { type: 'wear'; isWorn: boolean }
  | { type: 'monitor'; isOn: boolean }
  | { type: 'hush'; isOn: boolean }
  /** How late the browser says that its sound comes out (ms). */
  | { type: 'latency'; outputMs: number | null }
  /** The sound's clock fell behind by so much (ms). */
  | { type: 'slipped'; byMs: number }
  /** The sound itself stood still for a moment. */
  | { type: 'stalled' }
  | { type: 'trialBegan' }
  | { type: 'trialEnded'; trips: Trip[] }
  | { type: 'trialFailed'; code: ErrorCode }
  | { type: 'trialStopped' }
  /** A take that tells its own round trip tells the next one's. */
  | { type: 'learned'; known: Trip; epoch: number }
  | { type: 'held'; hold: Hold };

export const firstCheck = (chosen: string | null): SoundCheck => ({
  microphone: 'closed',
  devices: [],
  chosen,
  route: NO_ROUTE,
  saysWorn: null,
  wantsMonitor: false,
  isHushed: false,
  calibration: null,
  trial: { at: 'none' },
  asked: [],
  epoch: 0,
  slips: 0,
  slippedMs: 0,
});

/** What is less certain than this is no calibration (ms). */
const MOST_ERROR_MS = 10;
/** A take and a calibration that lie further apart than their errors and this are not of one round trip (ms). */
const SAME_MS = 2;
/** A report moves by less than this while the way out stays the same (ms). */
const LATENCY_STEP_MS = 10;

/** Everything that the sound check knows, one event further. What changes nothing leaves that very state. */
export function stepSoundCheck(state: SoundCheck, event: SoundCheckEvent): SoundCheck {
  const { calibration, epoch } = state;
  const anew = { calibration: null, epoch: epoch + 1 };
  switch (event.type) {
    case 'asking':
      return state.microphone === 'open' ? state : { ...state, microphone: 'asking' };
    case 'opened':
      if (event.isNew) return { ...state, microphone: 'open', ...anew };
      return state.microphone === 'open' ? state : { ...state, microphone: 'open' };
    case 'refused':
      return { ...state, microphone: { refused: event.code }, ...anew };
    case 'closed':
      return { ...state, microphone: 'closed', ...anew };
    case 'choose':
      return { ...state, chosen: event.id };
    case 'route':
      return withRoute(state, event);
    case 'wear':
      return { ...state, saysWorn: event.isWorn, ...(event.isWorn === wearsHeadphones(state) ? {} : anew) };
    case 'monitor':
      return { ...state, wantsMonitor: event.isOn };
    case 'hush':
      return state.isHushed === event.isOn ? state : { ...state, isHushed: event.isOn };
    case 'latency': {
      const { route, devices } = state;
      if (!isStep(route.outputLatencyMs ?? 0, event.outputMs ?? 0)) return state;
      return withRoute(state, { route: { ...route, outputLatencyMs: event.outputMs }, devices });
    }
    case 'slipped': {
      const slipped = { slips: state.slips + 1, slippedMs: state.slippedMs + Math.abs(event.byMs) };
      return { ...state, calibration: calibration && { ...calibration, isShaken: true }, epoch: epoch + 1, ...slipped };
    }
    case 'stalled':
      return { ...state, ...anew };
    case 'trialBegan':
      return { ...state, trial: { at: 'running', epoch, slips: state.slips } };
    case 'trialEnded':
      return state.trial.at === 'running' ? withTrips(state, state.trial, event.trips) : state;
    case 'trialFailed':
      return { ...state, trial: { at: 'failed', code: event.code } };
    case 'trialStopped':
      return state.trial.at === 'none' ? state : { ...state, trial: { at: 'none' } };
    case 'learned':
      if (event.epoch !== epoch || agrees(calibration, event.known)) return state;
      return { ...state, calibration: { ...event.known, from: 'take', isShaken: false } };
    case 'held':
      return { ...state, asked: [...state.asked, askedKey(state, event.hold)] };
  }
}

/** Whether a calibration by earphone, which holds when nothing leaks too, says what a take has told. */
const agrees = (calibration: Known | null, known: Trip): boolean =>
  calibration?.from === 'earphone' &&
  !calibration.isShaken &&
  Math.abs(calibration.offsetMs - known.offsetMs) <= calibration.errorMs + known.errorMs + SAME_MS;

const isStep = (beforeMs: number, nowMs: number): boolean => Math.abs(nowMs - beforeMs) > LATENCY_STEP_MS;

function withRoute(state: SoundCheck, { route, devices }: Plugged): SoundCheck {
  if (isSameWay(state, { route, devices }) && !isOtherWayOut(state.route, route)) return { ...state, route, devices };
  const before = earsOf(state.route);
  return {
    ...state,
    route,
    devices,
    // What the person said of other devices says nothing of these.
    saysWorn: before === '' || before === earsOf(route) ? state.saysWorn : null,
    calibration: null,
    epoch: state.epoch + 1,
  };
}

/** What a person wears, or not, by its label. */
const earsOf = ({ input, output }: Route): string => output || input;

/** Where the way out has no name, a step of its latency is another way out. */
const isOtherWayOut = ({ outputLatencyMs: beforeMs }: Route, { output, outputLatencyMs: nowMs }: Route): boolean =>
  output === '' && beforeMs !== null && nowMs !== null && isStep(beforeMs, nowMs);

function withTrips(state: SoundCheck, begun: Extract<Trial, { at: 'running' }>, trips: Trip[]): SoundCheck {
  if (trips.length === 0) return { ...state, trial: { at: 'failed', code: 'nothing_heard' } };
  const even = trips.filter(({ errorMs }) => errorMs <= MOST_ERROR_MS);
  if (even.length === 0) return { ...state, trial: { at: 'failed', code: 'calibration_uneven' } };
  const found = spreadOf(even.map(({ offsetMs }) => offsetMs));
  const slips = state.slips - begun.slips;
  const isElsewhere = state.epoch - begun.epoch !== slips;
  const isShaken = slips > 0 || !isSteady(found);
  const errorMs = Math.max(found.spreadMs / 2, ...even.map((trip) => trip.errorMs));
  const calibration = isElsewhere ? null : ({ offsetMs: found.medianMs, errorMs, from: 'earphone', isShaken } as const);
  const isUneven = even.length === 1 && (isShaken || isElsewhere);
  return {
    ...state,
    trial: isUneven ? { at: 'failed', code: 'calibration_uneven' } : { at: 'done', found },
    // While the sound slips, what was found is still nearer than what a browser reports.
    calibration,
    asked: calibration && !isShaken ? state.asked.filter((key) => key !== askedKey(state, 'calibration')) : state.asked,
  };
}

const askedKey = ({ route }: SoundCheck, hold: Hold): string => `${hold}\n${pairOf(route)}`;

export const wearsHeadphones = ({ saysWorn, route }: SoundCheck): boolean => saysWorn ?? saysHeadphones(route);

/** On speakers one's own voice would come round again and howl, and an earphone at the microphone too. */
export const hearsSelf = (state: SoundCheck): boolean =>
  state.wantsMonitor && wearsHeadphones(state) && !state.isHushed && state.trial.at !== 'running';

/** What of the round trip is known for sure. */
export const knownOf = ({ calibration }: SoundCheck): Known | null =>
  calibration?.isShaken === false ? calibration : null;

/** What the person is asked before a take begins, or null; each once for a pair of devices. */
export function holdFor(state: SoundCheck, isAnswer: boolean): Hold | null {
  const bluetooth = bluetoothOf(state.route);
  const isNews = (hold: Hold) => !state.asked.includes(askedKey(state, hold));
  // A seed has nothing to be late for, but a Bluetooth microphone is heard.
  if ((bluetooth === 'microphone' || (isAnswer && bluetooth)) && isNews('bluetooth')) return 'bluetooth';
  const isCalibrated = knownOf(state)?.from === 'earphone';
  return isAnswer && wearsHeadphones(state) && !isCalibrated && isNews('calibration') ? 'calibration' : null;
}

/** What has moved the round trip since `before`, while a take went through it; null of nothing. */
export function shakenSince(before: SoundCheck, now: SoundCheck): Shaken | null {
  if (before.epoch === now.epoch) return null;
  const byMs = now.slippedMs - before.slippedMs;
  return byMs > 0 ? { doubt: 'busy', byMs } : { doubt: 'devices_changed', byMs: null };
}

/** The sound check as a screen uses it; its adapter owns the microphone. */
export type SoundCheckPort = {
  getState(): SoundCheck;
  subscribe(listener: () => void): () => void;
  /** Looks at what is plugged in, and opens the microphone where that asks nobody. */
  look(): Promise<void>;
  /** Opens the microphone, from a tap. */
  open(): Promise<void>;
  choose(id: string | null): Promise<void>;
  wear(isWorn: boolean): void;
  monitor(isOn: boolean): void;
  /** Nobody is to hear themselves, for an earphone is held to the microphone. */
  hush(isOn: boolean): void;
  /** Measures the round trip once, or several times; null when that failed or was stopped. The trial says why. */
  calibrate(times?: number): Promise<Known | null>;
  stop(): void;
  /** How loud it is now, 0 to 1. */
  level(): number;
};
