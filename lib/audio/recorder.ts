import { AppError, type ErrorCode } from '@/lib/domain/errors';
import { MARGIN_MS, PEAKS_PER_SECOND } from '@/lib/domain/limits';
import type { Doubt } from '@/lib/domain/schemas';
import type { Rendered } from '@/lib/mixing/job';
import type { Scope } from '@/lib/scope';
import { type Aim, leadInMs, longestMs, overlapOfMs, prerollMs, punchInParentMs } from '@/lib/studio/aim';
import { estimatePlacement } from '@/lib/studio/alignment';
import { barHeight, createSilenceWatch } from '@/lib/studio/meter';
import type { DraftSink, Ids, Live, Recorded, RecorderEvents, RecorderPort } from '@/lib/studio/ports';
import { bluetoothOf } from '@/lib/studio/route';
import { type Schedule, scheduleTake } from '@/lib/studio/schedule';
import { type SoundCheck, shakenSince } from '@/lib/studio/sound-check';
import { type Capture, playInto, slateBuffer, startCapture } from './capture';
import { gearOf } from './gear';
import { createLevelReader, type LevelReader } from './level';
import type { ParentTailFile } from './parent-tail';
import type { SoundDesk } from './sound-desk';
import { keepAwake, watchTake } from './take-watch';

/** User timing: from here on there is something to lose. */
const TAKE_PUNCHED = 'take punched';
const BAR_MS = 1_000 / PEAKS_PER_SECOND;
const TICK_MS = 25;
/**
 * How long capture goes on after the take's end, beyond its latency (ms), so that the stem's end is in the source, and of an answer
 * its margin too, although the round trip may turn out longer than it was taken for.
 */
const AFTER_MS = { seed: 400, answer: MARGIN_MS + 150 };

/** A take that is being recorded. */
type Running = {
  scope: Scope;
  aim: Aim;
  context: AudioContext;
  level: LevelReader;
  schedule: Schedule;
  capture: Capture;
  bars: number[];
  /** What happened to the devices meanwhile. */
  doubt: Doubt | null;
  /** What the sound check knew when it began. */
  before: SoundCheck;
};

type Parts = {
  desk: SoundDesk;
  parent: ParentTailFile | null;
  /** `onRefused`: the device's store does not take what is recorded. */
  newDraft(ids: Ids, aim: Aim, onRefused: (code: ErrorCode) => void): DraftSink;
};

export type Recorder = RecorderPort &
  Live & {
    /** A take of this page load that tells its own round trip tells that of the next. */
    learn(recorded: Recorded, rendered: Pick<Rendered, 'durationMs' | 'alignment'>): void;
  };

/**
 * Records takes one after another: the microphone goes into a destination node that MediaRecorder writes down, the
 * slate into that node alone, the pre-roll to the speakers alone, and all three by one clock.
 */
export function createRecorder(studio: Scope, { desk, parent, newDraft }: Parts): Recorder {
  let attempt: Scope | null = null;
  let running: Running | null = null;
  let letGo: (() => void) | null = null;

  async function begin(ids: Ids, aim: Aim, events: RecorderEvents): Promise<void> {
    abandon();
    const scope = studio.child();
    attempt = scope;
    let live = await desk.ready();
    stillWanted(scope);
    while (await held(scope, aim, events)) live = await desk.ready();
    const { context, microphone } = live;
    const tail = aim.answer && parent ? await parent.buffer(context) : null;
    stillWanted(scope);
    const doubts = (doubt: Doubt) => {
      if (running?.scope === scope) running.doubt = doubt;
    };
    watchTake(scope, microphone.track, context, {
      lost(code) {
        doubts('interrupted');
        events.lost(code);
      },
      devicesChanged(change) {
        doubts('devices_changed');
        events.devicesChanged(change);
      },
    });
    void keepAwake(scope);
    const sink = newDraft(ids, aim, (code) => {
      if (!scope.closed) events.storageRefused(code);
    });
    const capture = await startCapture(scope, context, microphone, sink, () => events.lost('recording_failed'));
    stillWanted(scope);

    const marker = slateBuffer(context);
    const schedule = scheduleTake(context.currentTime, marker.duration, leadInMs(aim), prerollMs(aim));
    playInto(scope, marker, capture.destination).start(schedule.slateAt);
    if (tail) playTail(scope, tail, context, aim, schedule);
    const level = createLevelReader(microphone.analyser);
    running = { scope, aim, context, level, schedule, capture, bars: [], doubt: null, before: desk.getState() };
    sink.place({ contentType: capture.writer.contentType, ...placementOf(running, desk.getState(), null) });
    followTake(running, events);
  }

  /** Whether something was to be asked; resolves once `goOn` was called. Throws when nobody wants it any more. */
  async function held(scope: Scope, aim: Aim, events: RecorderEvents): Promise<boolean> {
    const hold = desk.hold(aim.answer !== null);
    if (!hold) return false;
    const { promise, resolve } = Promise.withResolvers<void>();
    letGo = scope.add(resolve, (done) => done());
    events.held(hold);
    await promise;
    stillWanted(scope);
    return true;
  }

  function stillWanted(scope: Scope): void {
    if (scope.closed) throw new AppError('recording_failed', { cause: 'abandoned' });
  }

  async function finish(durationMs: number): Promise<Recorded> {
    const take = running;
    if (!take) throw new AppError('recording_failed', { cause: 'nothing is being recorded' });
    const afterMs = take.aim.answer ? AFTER_MS.answer : AFTER_MS.seed;
    const { latencyMs } = placementOf(take, desk.getState(), durationMs).cut;
    await take.capture.until(take.schedule.punchAt + (durationMs + latencyMs + afterMs) / 1_000);
    const check = desk.getState();
    const placement = placementOf(take, check, durationMs);
    const source = await take.capture.writer.end();
    const gear = await gearOf(check.route, take.aim.answer && parent ? await parent.bytes() : null);
    abandon();
    const isSteady = check.epoch === take.before.epoch && take.doubt === null;
    return { source, ...placement, gear, ...(isSteady && { epoch: check.epoch }) };
  }

  function abandon(): void {
    attempt?.close();
    attempt = null;
    running = null;
    letGo = null;
  }

  return {
    begin,
    goOn: () => letGo?.(),
    learn({ epoch }, { durationMs, alignment: { method, offsetMs, errorMs, driftPpm, jumpedMs } }) {
      if (epoch === undefined || method !== 'measured') return;
      // At its end it was later by the drift.
      const driftMs = Math.abs(driftPpm * durationMs) / 1_000_000;
      desk.learn({ offsetMs: offsetMs + jumpedMs, errorMs: errorMs + driftMs }, epoch);
    },
    finish,
    abandon,
    elapsedMs: () => (running ? elapsedOf(running) : 0),
    level: () => (running ? barHeight(running.level.peak(BAR_MS)) : 0),
    bars: () => running?.bars ?? [],
  };
}

/** Where the take lies in its source, and how sure that is, as long as the source itself is not asked. */
function placementOf(take: Running, check: SoundCheck, durationMs: number | null) {
  const { aim, context, schedule, before } = take;
  const { latencyMs, alignment } = estimatePlacement(
    aim.answer !== null,
    {
      outputLatency: context.outputLatency,
      baseLatency: context.baseLatency,
      inputLatency: (check.route.inputLatencyMs ?? 0) / 1_000,
      isWireless: bluetoothOf(check.route) !== null,
      contextRate: context.sampleRate,
    },
    before.calibration,
    take.doubt ? { doubt: take.doubt, byMs: null } : shakenSince(before, check),
  );
  const slateToPunchMs = (schedule.punchAt - schedule.slateAt) * 1_000;
  return {
    cut: { slateToPunchMs, latencyMs, durationMs, prerollMs: aim.answer ? prerollMs(aim) : null },
    alignment,
  };
}

const elapsedOf = ({ context, schedule }: Running): number =>
  Math.round((context.currentTime - schedule.punchAt) * 1_000);

/** Draws the bars, listens for silence, and tells of the punch and that it may not be any longer. */
function followTake(take: Running, events: RecorderEvents): void {
  const listen = createSilenceWatch();
  let punched = false;
  take.scope.every(TICK_MS, () => {
    const elapsed = elapsedOf(take);
    const peak = take.level.peak(BAR_MS);
    const change = listen(peak, elapsed);
    if (change === 'silent') events.silent();
    if (change === 'heard') events.heard();
    if (elapsed < 0) return;
    if (!punched) {
      punched = true;
      performance.mark(TAKE_PUNCHED);
      events.punched();
    }
    const height = barHeight(peak);
    while (take.bars.length < Math.floor(elapsed / BAR_MS)) take.bars.push(height);
    if (elapsed >= longestMs(take.aim)) events.limit();
  });
}

/** The parent from the pre-roll to its end, so that its sample at the punch sounds at the punch. */
function playTail(scope: Scope, tail: AudioBuffer, context: AudioContext, aim: Aim, schedule: Schedule): void {
  const from = (punchInParentMs(aim) - prerollMs(aim)) / 1_000;
  const length = (prerollMs(aim) + overlapOfMs(aim)) / 1_000;
  if (length > 0) playInto(scope, tail, context.destination).start(schedule.prerollAt, from, length);
}
