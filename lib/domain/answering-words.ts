import { errorSentence } from './error-sentences';
import type { ErrorCode } from './errors';

/** What is said where somebody would answer and may not: nothing is recorded yet. */
const BEFORE: Partial<Record<ErrorCode, string>> = {
  blocked: 'Whoever is answered here does not want to hear from you. Tell a story of your own.',
  members_only: 'Only people with an account answer here. Sign in first.',
  invited_only: 'Only who is invited answers here. Ask the owner of the story.',
  story_closed: 'Nothing is added to this story any more.',
  story_too_deep: 'This story takes no answers further down. Answer an earlier take.',
  suspended: 'You cannot record for now. Your notices say why.',
  take_not_shown: 'This take is not shown any more. Answer another one.',
};

/** Where somebody goes on from there. */
const ON: Partial<Record<ErrorCode, { href: string; label: string }>> = {
  members_only: { href: '/account', label: 'Sign in' },
  suspended: { href: '/notices', label: 'Your notices' },
};

/** Why somebody cannot answer, and what helps. */
export const answeringWords = (code: ErrorCode) => ({
  words: BEFORE[code] ?? errorSentence(code),
  on: ON[code] ?? null,
});
