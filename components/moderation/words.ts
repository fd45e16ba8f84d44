import { KEEP_REMOVED_DAYS } from '@/lib/domain/limits';
import type { DecisionKind, ReportKind, TakeState } from '@/lib/domain/people';

/** What can be wrong with a take or a person, in the order in which it is offered. */
export const REPORT_WORDS: Record<ReportKind, string> = {
  no_consent: 'A voice that did not agree to this',
  harassment: 'Harassment or hate',
  sexual: 'Sexual content',
  violence: 'Violence or threats',
  spam: 'Spam or advertising',
  other: 'Something else',
};

/** What a moderator can do, and what comes of it. */
export const DECISION_WORDS: Record<DecisionKind, { label: string; hint: string }> = {
  hide: { label: 'Hide the take', hint: 'Silence in its place. It can be shown again.' },
  restore: { label: 'Show the take again', hint: 'It is heard as before.' },
  remove: {
    label: 'Remove the take',
    hint: `Silence in its place. Without an appeal its sound is gone for good in ${KEEP_REMOVED_DAYS} days.`,
  },
  suspend: { label: 'Suspend the person', hint: 'They listen, and change nothing, until somebody takes it back.' },
  unsuspend: { label: 'End the suspension', hint: 'They may do everything again.' },
  dismiss: { label: 'Nothing is wrong', hint: 'The report is closed, and its author is not told.' },
};

/** What has been done, as a history tells it. */
export const DECIDED_WORDS: Record<DecisionKind, string> = {
  hide: 'Take hidden',
  restore: 'Take shown again',
  remove: 'Take removed',
  suspend: 'Suspended',
  unsuspend: 'Suspension ended',
  dismiss: 'Nothing wrong',
};

/** The same to whom it was done. */
export const TOLD_WORDS: Record<DecisionKind, { title: string; text: string }> = {
  hide: { title: 'Your take is hidden', text: 'Others hear silence in its place. What answers it stays.' },
  restore: { title: 'Your take is heard again', text: 'It is back in its place, as it was.' },
  remove: { title: 'Your take was removed', text: 'Others hear silence in its place. What answers it stays.' },
  suspend: {
    title: 'You are suspended',
    text: 'You can listen, and look after what is yours. You cannot record, answer or like for now.',
  },
  unsuspend: { title: 'You are not suspended any more', text: 'You can record, answer and like again.' },
  dismiss: { title: 'Nothing was wrong', text: 'Nothing has changed.' },
};

export const STATE_WORDS: Record<TakeState, string> = { shown: 'Shown', hidden: 'Hidden', removed: 'Removed' };
