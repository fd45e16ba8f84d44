import type { AnswerKind } from '@/lib/domain/schemas';
import { momentText } from '@/lib/timeline/moment';

/** The path that ends with this take. */
export const takeHref = (storyId: string, takeId: string): string => `/s/${storyId}/${takeId}`;

/** The path through this take, and on along the canon below it. */
export const throughHref = (storyId: string, takeId: string): string => `${takeHref(storyId, takeId)}?on`;

/** A path from an instant of its timeline on (ms). */
export const momentHref = (storyId: string, takeId: string, ms: number): string =>
  `${takeHref(storyId, takeId)}?t=${momentText(ms)}`;

export const answerHref = (storyId: string, parentId: string, answer: AnswerKind): string =>
  `/record?${new URLSearchParams({ story: storyId, parent: parentId, answer })}`;

/** The studio on a take that an earlier visit has left. */
export const draftHref = (takeId: string): string => `/record?${new URLSearchParams({ draft: takeId })}`;
