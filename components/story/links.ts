import type { AnswerKind } from '@/lib/domain/schemas';

export const takeHref = (storyId: string, takeId: string): string => `/s/${storyId}/${takeId}`;

export const answerHref = (storyId: string, parentId: string, answer: AnswerKind): string =>
  `/record?${new URLSearchParams({ story: storyId, parent: parentId, answer })}`;

/** The studio on a take that an earlier visit has left. */
export const draftHref = (takeId: string): string => `/record?${new URLSearchParams({ draft: takeId })}`;
