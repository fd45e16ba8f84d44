import { AppError, type ErrorCode } from '@/lib/domain/errors';
import { PEAKS_PER_SECOND } from '@/lib/domain/limits';
import type { Scope } from '@/lib/scope';
import { type Aim, leadInMs, overlapOfMs, prerollMs, punchInParentMs } from '@/lib/studio/aim';
import { estimatePlacement } from '@/lib/studio/alignment';
import { barHeight, createSilenceWatch } from '@/lib/studio/meter';
import type { DraftSink, Ids, Live, RecorderEvents, RecorderPort } from '@/lib/studio/ports';
import { type Schedule, scheduleTake } from '@/lib/studio/schedule';
import { MAX_DURATION_MS } from '@/lib/timeline/rule';
import { slate } from '@/lib/timeline/slate';
import type { ContextDoor } from './audio-context';
import { createLevelReader, type LevelReader } from './level';
import { createMicrophoneDoor, type Microphone } from './microphone';
import type { ParentTailFile } from './parent-tail';
import { type SourceWriter, startSourceWriter } from './source-writer';
import { keepAwake, watchTake } from './take-watch';

/** User timing: from here on there is something to lose. */
const TAKE_PUNCHED = 'take punched';
const BAR_MS = 1_000 / PEAKS_PER_SECOND;
const TICK_MS = 25;
/** How long capture goes on after the take's end, beyond its latency (ms), so that the stem's end is in the source. */
const MARGIN_MS = 400;

/** A take that is being recorded. */
type Running = {
  scope: Scope;
  aim: Aim;
  context: AudioContext;
  microphone: Microphone;
  level: LevelReader;
  schedule: Schedule;
  writer: SourceWriter;
  bars: number[];
};

type Parts = {
  context: ContextDoor;
  parent: ParentTailFile | null;
  /** `onRefused`: the device's store does not take what is recorded. */
  newDraft(ids: Ids, aim: Aim, onRefused: (code: ErrorCode) => void): DraftSink;
};

/**
 * Records takes one after another: the microphone goes into a destination node that MediaRecorder writes down, the
 * slate into that node alone, the pre-roll to the speakers alone, and all three by one clock.
 */
export function createRecorder(studio: Scope, { context: door, parent, newDraft }: Parts): RecorderPort & Live {
  const openMicrophone = createMicrophoneDoor(studio);
  let attempt: Scope | null = null;
  let running: Running | null = null;

  async function begin(ids: Ids, aim: Aim, events: RecorderEvents): Promise<void> {
    abandon();
    const scope = studio.child();
    attempt = scope;
    const context = await door.running();
    const microphone = await openMicrophone(context);
    const tail = aim.answer && parent ? await parent.buffer(context) : null;
    stillWanted(scope);
    const destination = new MediaStreamAudioDestinationNode(context, { channelCount: 1, channelCountMode: 'explicit' });
    scope.add(microphone.node, (node) => node.disconnect(destination));
    microphone.node.connect(destination);
    watchTake(scope, microphone.track, context, events);
    void keepAwake(scope);
    const sink = newDraft(ids, aim, (code) => {
      if (!scope.closed) events.storageRefused(code);
    });
    const writer = await startSourceWriter(scope, destination.stream, sink, () => events.lost('recording_failed'));
    stillWanted(scope);

    const marker = slateBuffer(context);
    const schedule = scheduleTake(context.currentTime, marker.duration, leadInMs(aim), prerollMs(aim));
    playInto(scope, marker, destination).start(schedule.slateAt);
    if (tail) playTail(scope, tail, context, aim, schedule);
    const level = createLevelReader(microphone.analyser);
    running = { scope, aim, context, microphone, level, schedule, writer, bars: [] };
    sink.place({ contentType: writer.contentType, ...placementOf(running, null) });
    followTake(running, events);
  }

  function stillWanted(scope: Scope): void {
    if (scope.closed) throw new AppError('recording_failed', { cause: 'abandoned' });
  }

  async function finish(durationMs: number) {
    const take = running;
    if (!take) throw new AppError('recording_failed', { cause: 'nothing is being recorded' });
    const placement = placementOf(take, durationMs);
    const enough = take.schedule.punchAt + (durationMs + placement.cut.latencyMs + MARGIN_MS) / 1_000;
    await captured(take, enough);
    await captured(take, enough + take.writer.heldBackMs() / 1_000);
    const source = await take.writer.end();
    abandon();
    return { source, ...placement };
  }

  function abandon(): void {
    attempt?.close();
    attempt = null;
    running = null;
  }

  return {
    begin,
    finish,
    abandon,
    elapsedMs: () => (running ? elapsedOf(running) : 0),
    level: () => (running ? barHeight(running.level.peak(BAR_MS)) : 0),
    bars: () => running?.bars ?? [],
  };
}

/** Where the take lies in its source, and how sure that is, as the browser reports its delays now. */
function placementOf({ aim, context, microphone, schedule }: Running, durationMs: number | null) {
  const { latencyMs, alignment } = estimatePlacement(aim.answer !== null, {
    outputLatency: context.outputLatency,
    baseLatency: context.baseLatency,
    inputLatency: reportedInputLatency(microphone.track),
  });
  const slateToPunchMs = (schedule.punchAt - schedule.slateAt) * 1_000;
  return { cut: { slateToPunchMs, latencyMs, durationMs }, alignment };
}

const elapsedOf = ({ context, schedule }: Running): number =>
  Math.round((context.currentTime - schedule.punchAt) * 1_000);

/** Draws the bars, listens for silence, and tells of the punch and of the ten minutes. */
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
    if (elapsed >= MAX_DURATION_MS) events.limit();
  });
}

/** Resolves when the source holds everything before `time`, or when nothing more will come. */
function captured({ scope, context, microphone }: Running, time: number): Promise<void> {
  return new Promise((resolve) => {
    scope.add(resolve, (done) => done());
    scope.every(TICK_MS, () => {
      const over = context.state !== 'running' || microphone.track.readyState !== 'live' || microphone.track.muted;
      if (over || context.currentTime >= time) resolve();
    });
  });
}

function slateBuffer(context: AudioContext): AudioBuffer {
  const samples = slate(context.sampleRate);
  const buffer = context.createBuffer(1, samples.length, context.sampleRate);
  buffer.getChannelData(0).set(samples);
  return buffer;
}

function playInto(scope: Scope, buffer: AudioBuffer, target: AudioNode): AudioBufferSourceNode {
  const node = scope.add(new AudioBufferSourceNode(target.context, { buffer }), (owned) => owned.disconnect());
  node.connect(target);
  return node;
}

/** The parent from the pre-roll to its end, so that its sample at the punch sounds at the punch. */
function playTail(scope: Scope, tail: AudioBuffer, context: AudioContext, aim: Aim, schedule: Schedule): void {
  const from = (punchInParentMs(aim) - prerollMs(aim)) / 1_000;
  const length = (prerollMs(aim) + overlapOfMs(aim)) / 1_000;
  if (length > 0) playInto(scope, tail, context.destination).start(schedule.prerollAt, from, length);
}

/** Chromium and Safari report it, the DOM's own types do not know it. */
function reportedInputLatency(track: MediaStreamTrack): number | undefined {
  const settings: MediaTrackSettings & { latency?: number } = track.getSettings();
  return settings.latency;
}
