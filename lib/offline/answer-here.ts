import type { AnswerKind, PageTake } from '@/lib/domain/schemas';
import type { Answer } from '@/lib/studio/aim';
import { earliestStartMs } from '@/lib/timeline/rule';
import type { Drafts } from './drafts';
import type { KeptPaths } from './kept-paths';
import type { StoredDraft } from './stored-draft';

type Wanted = { storyId: string; parentId: string; kind: AnswerKind | null };

/**
 * What an answer needs of a take that the device has: one of the person's own that waits to be published, or one of a path that
 * is kept offline. Null when it has neither. Its mix comes from the device, too.
 */
export async function answerHere(
  { drafts, kept }: { drafts: Pick<Drafts, 'get'>; kept: Pick<KeptPaths, 'all'> },
  { storyId, parentId, kind }: Wanted,
): Promise<Answer | null> {
  const own = await drafts.get(parentId);
  if (own?.storyId === storyId && own.rendered) return answerToDraft(own, own.rendered, kind);
  for (const path of await kept.all()) {
    const parent = path.storyId === storyId ? path.takes.find(({ id }) => id === parentId) : undefined;
    if (parent) return answerToKept(path, parent, kind);
  }
  return null;
}

function answerToDraft(
  { takeId, storyId, aim, form }: StoredDraft,
  { durationMs, peaks }: NonNullable<StoredDraft['rendered']>,
  kind: AnswerKind | null,
): Answer {
  return {
    storyId,
    storyTitle: aim.answer?.storyTitle ?? form.title,
    kind: kind ?? 'continue',
    parent: {
      id: takeId,
      startMs: aim.punchMs,
      durationMs,
      authorName: form.name || 'your own take',
      authorId: '',
      mixUrl: '',
      peaks: [...peaks],
    },
    earliestStartMs: earliestStartMs(aim.answer?.parent ?? null),
  };
}

type KeptPath = Awaited<ReturnType<KeptPaths['all']>>[number];

function answerToKept(
  { storyId, title, takes, defaultAnswer }: KeptPath,
  parent: PageTake,
  kind: AnswerKind | null,
): Answer {
  const { id, startMs, durationMs, author, mixUrl, peaks } = parent;
  return {
    storyId,
    storyTitle: title,
    kind: kind ?? defaultAnswer,
    parent: { id, startMs, durationMs, authorName: author.name, authorId: author.id, mixUrl, peaks },
    earliestStartMs: earliestStartMs(takes.find((take) => take.id === parent.parentId) ?? null),
  };
}
