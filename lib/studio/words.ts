import { errorSentence } from '@/lib/domain/error-sentences';
import type { ErrorCode } from '@/lib/domain/errors';
import { formatTime } from '@/lib/timeline/clock-text';
import { type Aim, overlapOfMs } from './aim';
import type { Notice, State } from './state';

/** 1_200 → "+0:02 to go". Rounded up: at "0:01" there is up to a second left, at nothing there is nothing left. */
export const toGo = (ms: number): string => `+${formatTime(Math.ceil(ms / 1_000) * 1_000)} to go`;

/** The sentence of a notice, for everybody to read. */
export function noticeSentence(notice: Notice): string {
  switch (notice) {
    case 'limit_reached':
      return 'That is the longest that a take can be here, so it stopped there. All of it is kept.';
    case 'file_cut':
      return 'Ten minutes are the most that a take can hold. Its first ten are here; the rest is in your file only.';
    case 'devices_changed':
      return 'A microphone or headphone was connected or removed. If this take is out of time, record it again.';
    case 'headset_connected':
      return 'Headphones were connected. What you said is kept; if this take is out of time, record it again.';
    case 'headset_removed':
      return 'Your headphones are gone. What you said is kept; if this take is out of time, record it again.';
    case 'bluetooth_connected':
      return 'A Bluetooth device was connected, and it is late. If this take is out of time, record it again.';
    case 'microphone_denied':
      return `${errorSentence(notice)} On a phone, look in the browser's settings for this site.`;
    default:
      return errorSentence(notice);
  }
}

/** Why a take cannot be published as it is. Nobody can go on with one that has ended. */
export function brokenSentence(fault: ErrorCode): string {
  switch (fault) {
    case 'take_too_short':
      return 'This take is shorter than a second, so it cannot be published.';
    case 'does_not_outlast_parent':
      return 'This take ends before the one it answers has been outlasted by half a second, so it cannot be published here.';
    default:
      return errorSentence(fault);
  }
}

/** What a screen reader is told when the state changes. Notices and hints speak for themselves where they stand. */
export function announcement(state: State): string {
  switch (state.phase) {
    case 'preroll':
      return state.aim.answer ? 'The count begins.' : 'Speak after “Recording”.';
    case 'recording':
      return 'Recording.';
    case 'finishing':
      return 'Stopped.';
    case 'reviewing':
      return state.draft.rendering.at === 'broken' ? '' : 'Your take can be heard now.';
    case 'published':
      return 'Published.';
    default:
      return '';
  }
}

/** 5_230 → "0:05.2": a place on the timeline to a tenth of a second. */
export const tenths = (ms: number): string => `${formatTime(ms)}.${Math.floor((Math.max(0, ms) % 1_000) / 100)}`;

/** Where an answer comes in, in words. */
export function punchText(aim: Aim): string {
  const { answer } = aim;
  if (!answer) return 'At the start';
  const over = overlapOfMs(aim);
  if (over === 0) return `At ${tenths(aim.punchMs)}, right after ${answer.parent.authorName}`;
  return `At ${tenths(aim.punchMs)}, over the last ${(over / 1_000).toFixed(1)} seconds of ${answer.parent.authorName}`;
}
