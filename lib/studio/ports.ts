import type { ErrorCode } from '@/lib/domain/errors';
import type { Alignment, Cut, Gear, SourceCut, Visibility } from '@/lib/domain/schemas';
import type { CutStem, Rendered } from '@/lib/mixing/job';
import type { Span } from '@/lib/timeline/rule';
import type { Aim } from './aim';
import type { DeviceChange } from './route';
import type { Hold } from './sound-check';

/** Made on the device, and kept as long as the draft lives: publishing twice is publishing once. */
export type Ids = { takeId: string; storyId: string };

/** A take as the recorder leaves it: the untouched source, and where the take lies in it. */
export type Recorded = {
  source: { bytes: Uint8Array<ArrayBuffer>; contentType: string };
  cut: SourceCut;
  alignment: Alignment;
  /** What it was recorded with; none of a file. */
  gear?: Gear | null;
  /**
   * Of a take of this page load, during which nothing moved its round trip: the sound check's epoch. What is measured in the same
   * one tells of this take too.
   */
  epoch?: number;
};

/** What the person fills in. */
export type Form = { title: string; name: string; visibility: Visibility };

/** Where a take is on its way. */
export type Progress =
  | { station: 'device' }
  /** On this device until the network is back, the take before it is published, or the server is well again. */
  | { station: 'waiting'; for: 'network' | 'parent' | 'turn' | 'retry'; code: ErrorCode | null }
  | { station: 'network'; sentBytes: number; totalBytes: number }
  | { station: 'server'; doing: 'mixing' | 'publishing' };

/** Everything that publishing needs; `rendered` is null when the server has to mix. */
export type Delivery = Ids & { aim: Aim; recorded: Recorded; rendered: Rendered | null; form: Form };

/** What a recording needs to be cut, known as soon as it begins. */
export type Placed = { contentType: string; cut: Cut; alignment: Alignment; gear?: Gear | null };

/** Keeps a take's source on the device, chunk by chunk as it comes; in this page's memory when the device refuses. */
export type DraftSink = {
  append(chunk: Blob): void;
  /** From now on the device can make a take of the chunks alone. */
  place(placed: Placed): void;
  /** All chunks joined. */
  bytes(): Promise<Uint8Array<ArrayBuffer>>;
};

/** What happens while a take is being recorded. */
export type RecorderEvents = {
  /** The microphone is open, and nothing is heard or written before `goOn`. */
  held(hold: Hold): void;
  punched(): void;
  /** Nothing audible for three seconds, and the end of that. */
  silent(): void;
  heard(): void;
  /** Another microphone or headphone came or went, and the take goes on. */
  devicesChanged(change: DeviceChange): void;
  /** The device's store refuses what is recorded: the take goes on in this page's memory. */
  storageRefused(code: ErrorCode): void;
  /** The take cannot go on. */
  lost(code: ErrorCode): void;
  /** A take never lasts longer than ten minutes. */
  limit(): void;
};

export type RecorderPort = {
  /** Asks for the microphone, loads the parent, and starts. Throws AppError; the lead-in ends in `punched`. */
  begin(ids: Ids, aim: Aim, events: RecorderEvents): Promise<void>;
  /** Goes on with what was held. */
  goOn(): void;
  /** Ends the take `durationMs` after the punch and hands it over. Throws AppError when nothing was captured. */
  finish(durationMs: number): Promise<Recorded>;
  /** Ends whatever was begun, and drops it. */
  abandon(): void;
  /** From the punch to now by the recording's own clock (whole ms), negative before it; 0 when nothing is recorded. */
  elapsedMs(): number;
};

/** What is read sixty times a second, past React. */
export type Live = {
  elapsedMs(): number;
  /** How loud it is now, 0 to 1. */
  level(): number;
  /** Heights of the take's bars so far, 0 to 1, 20 a second from the punch. */
  bars(): readonly number[];
};

export type MixerPort = {
  warm(): void;
  /** Makes stem and mix on the device. Throws AppError. `onCut` comes as soon as the stem can be heard. */
  render(recorded: Recorded, aim: Aim, signal: AbortSignal, onCut: (stem: CutStem) => void): Promise<Rendered>;
  /** The stem for the ear alone, when there is a mix already or the device cannot make one. Throws AppError. */
  preview(recorded: Recorded, margins: Uint8Array | null): Promise<CutStem>;
};

/** Mono, −1 to 1. */
export type Sound = { samples: Float32Array; rate: number };

export type ReviewPort = {
  /** What is heard from the next Play on. A loop goes on, with the take where it lies now. */
  load(stem: CutStem, aim: Aim): void;
  /** From now on plays the finished mix itself. */
  loadMix(mix: Uint8Array): void;
  /** Throws AppError('playback_failed'). */
  play(onEnd: () => void): Promise<void>;
  /** Plays this stretch of the timeline over and over, both voices. Throws AppError('playback_failed'). */
  loop(span: Span): Promise<void>;
  /** Where in the timeline the loop sounds now (ms), or null when there is none. */
  loopAtMs(): number | null;
  /** What the take lies over, for the eye; null of a seed. Throws AppError('parent_unreachable'). */
  parentSound(): Promise<Sound | null>;
  pause(): void;
  seek(positionMs: number): void;
  positionMs(): number;
  unload(): void;
};

export type PublisherPort = {
  /**
   * Puts the take on its way and tells where it is; answers the take's page once it is published. Passing trouble is waited for,
   * in other pages too. Throws AppError when the server will never take it as it is.
   */
  publish(delivery: Delivery, onProgress: (progress: Progress) => void): Promise<string>;
};

/** What of a take stays on the device when the page does not. */
export type DraftsPort = {
  /** From now on there is something to lose. */
  punched(takeId: string): void;
  /** A take that is ready for the review: one that has just ended, or a file. */
  recorded(ids: Ids, aim: Aim, recorded: Recorded): void;
  rendered(takeId: string, rendered: Rendered): void;
  /** What the person has filled in so far. */
  note(takeId: string, form: Form): void;
  /** Publish was pressed while it is still being mixed: it is to be published even when this page does not live to see that. */
  wish(takeId: string, form: Form): void;
  drop(takeId: string): void;
};

type PagePort = {
  rememberName(name: string): void;
  save(recorded: Recorded): void;
  open(url: string): void;
  /** A failure that no sentence explains; it must not vanish. */
  report(cause: unknown): void;
};

export type StudioPorts = {
  recorder: RecorderPort;
  mixer: MixerPort;
  review: ReviewPort;
  publisher: PublisherPort;
  drafts: DraftsPort;
  page: PagePort;
};
