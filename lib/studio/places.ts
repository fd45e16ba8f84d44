import type { Aim } from './aim';

/** Where the studio was opened from: the take that is being answered, or the front page. */
export const wayBack = ({ answer }: Aim): string => (answer ? `/s/${answer.storyId}/${answer.parent.id}` : '/');

/** What is on this device. */
export const DRAFTS = '/drafts';
