import { errorSentence } from '@/lib/domain/error-sentences';
import { type Aim, type Answer, longestMs, missingMs, overlapOfMs } from '@/lib/studio/aim';
import type { State } from '@/lib/studio/state';
import { tenths, toGo } from '@/lib/studio/words';
import { formatTime } from '@/lib/timeline/clock-text';
import { earliestEndMs } from '@/lib/timeline/rule';

/** The last minute of what a take may last is counted down (ms). */
const LAST_MS = 60_000;

export const titleOf = (answer: Answer | null): { title: string; below: string | null } =>
  answer
    ? { title: `Answering ${answer.parent.authorName}`, below: answer.storyTitle }
    : { title: 'New story', below: null };

/** What the button does now. */
export function statusOf(state: State, elapsedMs: number): string {
  switch (state.phase) {
    case 'idle':
      return 'Record';
    case 'asking':
      return 'Waiting for your microphone';
    case 'preroll':
      return state.aim.answer ? 'Get ready' : 'Speak at “Now”';
    case 'recording': {
      const missing = missingMs(state.aim, elapsedMs);
      if (missing > 0) return toGo(missing);
      const left = longestMs(state.aim) - elapsedMs;
      return left < LAST_MS ? `Stop · ${formatTime(left)} left` : 'Stop';
    }
    case 'finishing':
      return state.aim.answer ? 'A second more' : 'One moment';
    default:
      return '';
  }
}

/** What is good to know in this moment. */
export function hintOf(state: State, aim: Aim, elapsedMs: number): string {
  const { answer } = aim;
  switch (state.phase) {
    case 'idle':
      return answer
        ? `${whereYouComeIn(answer, aim)}${atMost(answer)}`
        : 'Wait for “Now”, then say how it begins. Somebody else goes on.';
    case 'asking':
      return 'If your browser asks, let this page listen.';
    case 'preroll':
      return answer ? `Listen to ${answer.parent.authorName}. Speakers and headphones are both fine.` : '';
    case 'recording':
      return whileRecording(answer, missingMs(aim, elapsedMs), state.toldMissingMs !== null);
    case 'finishing':
      return answer ? 'Your take has ended. A second around it is kept, so that it can be moved in time.' : '';
    default:
      return '';
  }
}

/** What this story's owner has asked for, before it cuts anybody short. */
const atMost = ({ mostMs }: Answer): string => (mostMs ? ` Takes are ${formatTime(mostMs)} at most here.` : '');

function whereYouComeIn(answer: Answer, aim: Aim): string {
  const { authorName } = answer.parent;
  if (overlapOfMs(aim) === 0) return `You come in at ${tenths(aim.punchMs)}, right after ${authorName}.`;
  return `You come in at ${tenths(aim.punchMs)}, over ${authorName}, and go on past ${tenths(earliestEndMs(answer.parent))}.`;
}

function whileRecording(answer: Answer | null, missing: number, wasTold: boolean): string {
  if (missing === 0) return '';
  if (wasTold) return errorSentence(answer ? 'does_not_outlast_parent' : 'take_too_short');
  return answer ? 'Go on past the dotted line.' : '';
}
