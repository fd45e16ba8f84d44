import type { ErrorCode } from './error-codes';
import { UNEXPECTED_SENTENCE } from './unexpected-sentence';

/**
 * What a listening page says of an error: it comes with every such page, so it has what can happen there and no more. Each
 * tells what to do.
 */
export const HEARD_SENTENCES = {
  not_found: 'There is nothing here. Check the link, or go to the front page.',
  story_not_found: 'This story does not exist, or it is not shared with you. Ask for a new link.',
  take_not_found: 'This take does not exist in this story. Open the story and choose another.',
  not_signed_in: 'You have no name here yet. Reload the page, then try again; your recording is kept.',
  forbidden: 'You may not do this here. Ask the owner of the story.',
  too_many_requests: 'That was a lot at once. Wait a while, then go on; nothing is lost.',
  suspended: 'You cannot record or change anything here for now. Your notices say why, and how to appeal.',
  blocked: 'Whoever owns this does not want to hear from you. Tell a story of your own; your recording is kept.',
  take_not_shown:
    'This take is not shown any more, so it cannot be answered. Choose another take; your recording is kept.',
  wrong_origin: 'This request came from another site and was refused. Open the app itself and try again.',
  database_unavailable: 'The story book cannot be opened just now. Nothing is lost; try again in a moment.',
  deadline_exceeded: 'That took too long and was stopped. Nothing is lost; try again in a moment.',
  unexpected: UNEXPECTED_SENTENCE,
  network_unreachable: 'You are offline. Your take is kept on this device and publishes itself when you are back.',
  playback_failed: 'This take cannot be played just now. Check your connection, then press Play again.',
  speed_unavailable: 'Another speed is not to be had just now. Check your connection, then choose it again.',
} as const satisfies Partial<Record<ErrorCode, string>>;

const SENTENCES: Partial<Record<ErrorCode, string>> = HEARD_SENTENCES;

/** What is said to somebody who listens. */
export const heardSentence = (code: ErrorCode): string => SENTENCES[code] ?? UNEXPECTED_SENTENCE;
