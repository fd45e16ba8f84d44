import type { ErrorCode } from '@/lib/domain/errors';
import type { CutStem, Rendered } from '@/lib/mixing/job';
import type { Span } from '@/lib/timeline/rule';
import type { Aim } from './aim';
import type { Form, Ids, Progress, Recorded } from './ports';
import type { DeviceChange } from './route';
import type { Hold } from './sound-check';

/** What the person is told beside the state itself: an error's code, or something that only a studio says. */
export type Notice = ErrorCode | 'limit_reached' | 'file_cut' | DeviceChange;

/** Who makes the files of a take, and how far that is. */
export type Rendering =
  | { at: 'device' }
  | { at: 'ready'; rendered: Rendered }
  | { at: 'server' }
  /** Nobody yet: the person is moving or trimming it, and what was made of it before is out of date. */
  | { at: 'edited'; by: 'device' | 'server' }
  /** Neither can: the recording itself is not good enough. */
  | { at: 'broken'; fault: ErrorCode };

/** `waiting`: Play was pressed before there was anything to play. `looping`: a stretch of it, over and over, to be moved by ear. */
export type Playback = 'paused' | 'waiting' | 'playing' | 'looping';

/** A take that is recorded and not yet published. `stem` is null until it can be drawn and heard. */
export type Draft = { ids: Ids; aim: Aim; recorded: Recorded; rendering: Rendering; stem: CutStem | null };

/** How long the take is (ms), or null while nobody knows: of a file or a take that broke off, its cutting tells. */
export function draftLengthMs({ recorded: { cut }, rendering, stem }: Draft): number | null {
  if (stem) return stem.durationMs;
  if (rendering.at === 'ready') return rendering.rendered.durationMs;
  return cut === 'whole' ? null : cut.durationMs;
}

export type Idle = { phase: 'idle'; aim: Aim; notice: Notice | null };
export type Asking = { phase: 'asking'; aim: Aim; ids: Ids };
/** The microphone is open, and the person is to know something, or to do something, before the take begins. */
export type Held = { phase: 'held'; aim: Aim; ids: Ids; hold: Hold };
export type Preroll = { phase: 'preroll'; aim: Aim; ids: Ids; notice: Notice | null };
export type Recording = {
  phase: 'recording';
  aim: Aim;
  ids: Ids;
  notice: Notice | null;
  /** How much was missing when Stop was pressed too early (ms), else null. */
  toldMissingMs: number | null;
  confirming: 'cancel' | null;
};
export type Finishing = {
  phase: 'finishing';
  aim: Aim;
  ids: Ids;
  /** How long the take is (ms). */
  durationMs: number;
  notice: Notice | null;
  /** Why it cannot be published although it is kept, else null. */
  fault: ErrorCode | null;
};
export type Reviewing = {
  phase: 'reviewing';
  draft: Draft;
  playback: Playback;
  notice: Notice | null;
  confirming: 'retake' | 'leave' | null;
};
export type Publishing = { phase: 'publishing'; draft: Draft; form: Form; progress: Progress };
export type Published = { phase: 'published'; draft: Draft; url: string };
type Left = { phase: 'left' };

export type State = Idle | Asking | Held | Preroll | Recording | Finishing | Reviewing | Publishing | Published | Left;

/** What the person does; `cancel` is the way out of any state, and asks first where something would be lost. */
export type PersonEvent =
  | { type: 'record'; ids: Ids }
  /** A file in place of a recording. */
  | { type: 'bring'; ids: Ids; source: Recorded['source'] }
  | { type: 'movePunch'; punchMs: number }
  /** Records although it was held. */
  | { type: 'goOn' }
  | { type: 'stop'; elapsedMs: number }
  | { type: 'cancel' }
  | { type: 'retake' }
  | { type: 'confirm' }
  | { type: 'dismiss' }
  /** Leaves, and the take stays on the device. */
  | { type: 'keep' }
  | { type: 'note'; form: Form }
  | { type: 'play' }
  | { type: 'pause' }
  | { type: 'loop'; span: Span }
  /** How much later than measured it is to sound (ms), and what of the timeline is to be heard with it at once, if anything. */
  | { type: 'nudge'; nudgeMs: number; loop: Span | null }
  /** Where it is to begin and to end (ms from the start of `stem.raw`). */
  | { type: 'trim'; fromMs: number; toMs: number }
  /** It is moved and trimmed for now: its files can be made anew. */
  | { type: 'settle' }
  /** The round trip is known now (ms), and how well (ms), as it is in this epoch of the sound check. */
  | { type: 'calibrated'; offsetMs: number; errorMs: number; epoch: number }
  | { type: 'save' }
  | { type: 'publish'; form: Form };

/** What a take's adapters report; one that names another take than the current one is too late and changes nothing. */
export type TakeEvent = { takeId: string } & (
  | { type: 'held'; hold: Hold }
  | { type: 'begun' }
  | { type: 'refused'; code: ErrorCode }
  | { type: 'punched' }
  | { type: 'silent' }
  | { type: 'heard' }
  | { type: 'devicesChanged'; change: DeviceChange }
  | { type: 'storageRefused'; code: ErrorCode }
  | { type: 'lost'; code: ErrorCode; elapsedMs: number }
  | { type: 'limit' }
  | { type: 'recorded'; recorded: Recorded }
  | { type: 'cut'; stem: CutStem }
  | { type: 'rendered'; rendered: Rendered }
  | { type: 'renderFailed'; code: ErrorCode }
  | { type: 'played' }
  | { type: 'playbackFailed' }
  | { type: 'progress'; progress: Progress }
  | { type: 'published'; url: string }
  | { type: 'publishFailed'; code: ErrorCode }
);

export type StudioEvent = PersonEvent | TakeEvent;

/** What the world is asked to do; every one that is waited for comes back as a TakeEvent. */
export type Effect =
  | { type: 'begin'; takeId: string; ids: Ids; aim: Aim }
  /** What was begun and held goes on. */
  | { type: 'goOn' }
  /** Loads and compiles the core for the next mix. */
  | { type: 'warm' }
  | { type: 'finish'; takeId: string; durationMs: number }
  | { type: 'abandon' }
  | { type: 'render'; takeId: string; recorded: Recorded; aim: Aim }
  /** Ends what of a take is being cut and mixed: it is out of date. */
  | { type: 'stopRender'; takeId: string }
  /** With the margins of a stem that was cut before. */
  | { type: 'preview'; takeId: string; recorded: Recorded; margins: Uint8Array | null }
  | { type: 'loadStem'; stem: CutStem; aim: Aim }
  | { type: 'loadMix'; mix: Uint8Array }
  | { type: 'play'; takeId: string }
  | { type: 'loop'; takeId: string; span: Span }
  | { type: 'pause' }
  /** What the device keeps of a take, step by step. */
  | { type: 'keepPunched'; takeId: string }
  | { type: 'keepRecorded'; ids: Ids; aim: Aim; recorded: Recorded }
  | { type: 'keepRendered'; takeId: string; rendered: Rendered }
  | { type: 'keepForm'; takeId: string; form: Form }
  | { type: 'keepWish'; takeId: string; form: Form }
  | { type: 'drop'; takeId: string }
  /** The page lets go of it; the device does not. */
  | { type: 'forget'; takeId: string }
  | { type: 'publish'; takeId: string; draft: Draft; form: Form }
  | { type: 'rememberName'; name: string }
  | { type: 'save'; recorded: Recorded }
  | { type: 'open'; url: string };

export type Step<S extends State = State> = { state: S; effects: Effect[] };

/** The id of the take that the state is about, or null when there is none. */
export function takeIdOf(state: State): string | null {
  switch (state.phase) {
    case 'idle':
    case 'left':
      return null;
    case 'reviewing':
    case 'publishing':
    case 'published':
      return state.draft.ids.takeId;
    default:
      return state.ids.takeId;
  }
}

/** Whether leaving the page ends something that the person has not decided about. */
export const holdsDraft = (state: State): boolean => isCapturing(state) || state.phase === 'reviewing';

/** Whether something is being said that closing the page would cut off. */
export const isCapturing = (state: State): boolean => state.phase === 'recording' || state.phase === 'finishing';
