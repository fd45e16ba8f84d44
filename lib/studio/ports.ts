import type { ErrorCode } from '@/lib/domain/errors';
import type { Alignment, Cut, Visibility } from '@/lib/domain/schemas';
import type { CutStem, Rendered } from '@/lib/mixing/job';
import type { Aim } from './aim';

/** Made on the device, and kept as long as the draft lives: publishing twice is publishing once. */
export type Ids = { takeId: string; storyId: string };

/** A take as the recorder leaves it: the untouched source, and where the take lies in it. */
export type Recorded = {
  source: { bytes: Uint8Array<ArrayBuffer>; contentType: string };
  cut: Cut;
  alignment: Alignment;
};

/** What the person fills in. */
export type Form = { title: string; name: string; visibility: Exclude<Visibility, 'private'> };

/** Where a take is on its way. */
export type Progress =
  | { station: 'device' }
  | { station: 'network'; sentBytes: number; totalBytes: number }
  | { station: 'server'; doing: 'mixing' | 'publishing' };

/** Everything that publishing needs; `rendered` is null when the server has to mix. */
export type Delivery = Ids & { aim: Aim; recorded: Recorded; rendered: Rendered | null; form: Form };

/** Keeps a draft's chunks, in order, as they come. */
export type DraftSink = {
  append(chunk: Blob): void;
  /** All chunks joined, once every one of them is kept. */
  bytes(): Promise<Uint8Array<ArrayBuffer>>;
};

/** What happens while a take is being recorded. */
export type RecorderEvents = {
  punched(): void;
  /** Nothing audible for three seconds, and the end of that. */
  silent(): void;
  heard(): void;
  /** Another microphone or headphone came or went, and the take goes on. */
  devicesChanged(): void;
  /** The take cannot go on. */
  lost(code: ErrorCode): void;
  /** A take never lasts longer than ten minutes. */
  limit(): void;
};

export type RecorderPort = {
  /** Asks for the microphone, loads the parent, and starts. Throws AppError; the lead-in ends in `punched`. */
  begin(aim: Aim, events: RecorderEvents): Promise<void>;
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
  /** The stem for the ear alone, when the device cannot mix. Throws AppError. */
  preview(recorded: Recorded): Promise<CutStem>;
};

export type ReviewPort = {
  load(stem: CutStem, aim: Aim): void;
  /** From now on plays the finished mix itself. */
  loadMix(mix: Uint8Array): void;
  /** Throws AppError('playback_failed'). */
  play(onEnd: () => void): Promise<void>;
  pause(): void;
  seek(positionMs: number): void;
  positionMs(): number;
  unload(): void;
};

export type PublisherPort = {
  /** Uploads and publishes, continuing where an earlier try ended. Throws AppError. Answers the take's page. */
  publish(delivery: Delivery, onProgress: (progress: Progress) => void): Promise<string>;
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
  page: PagePort;
};
