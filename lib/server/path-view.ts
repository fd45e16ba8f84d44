import 'server-only';
import { likedOf } from '@/db/queries/likes';
import type { StoryForActor } from '@/db/queries/stories';
import { answersPage, firstAnswers, getTake, type PageRow } from '@/db/queries/takes';
import { answeringWords } from '@/lib/domain/answering-words';
import { AppError } from '@/lib/domain/errors';
import { FORK_BRANCHES, FORKS_AT_AN_END, PAGE_SIZE } from '@/lib/domain/limits';
import type { Timing } from '@/lib/domain/timing';
import type { ForkView, PathView } from '@/lib/domain/tree-views';
import { takeRefusal } from './answering';
import type { Ctx } from './context';
import { moveOf } from './moves';
import { alignmentView, answerViews, branchView, pathViews } from './views';

type OneTake = { storyId: string; id: string };
/** What of a take tells whether there is a fork below it. */
type PathEnd = Pick<PageRow, 'id' | 'childCount' | 'authorId' | 'state'>;

type Part = {
  story: StoryForActor;
  takes: PageRow[];
  last: OneTake;
  above: PathEnd | null;
  startAtMs?: number;
};

/**
 * A path, or the part of it below `above`, as its page shows it, `last` being the take that it ends with. Only of a story that
 * the actor may listen to. `startAtMs`: where it is heard first.
 */
export async function pathView(ctx: Ctx, { story, takes, last, above, startAtMs = 0 }: Part): Promise<PathView> {
  const { storyId } = last;
  const [forks, answers, timing, views, refusal] = await Promise.all([
    forksOf(ctx, storyId, above ? [above, ...takes] : takes),
    answersPage(ctx.db, { storyId, id: last.id, limit: PAGE_SIZE, cursor: null }),
    timingOf(ctx, last),
    pathViews(ctx.storage, takes, startAtMs),
    refusalAt(ctx, story, above ? [above, ...takes] : takes),
  ]);
  const shown = [...takes, ...forks.flatMap(({ others }) => others), ...answers.takes];
  return {
    takes: views,
    forks,
    answers: await answerViews(ctx.storage, answers.takes),
    answersCursor: answers.nextCursor,
    likedIds: await likedIds(ctx, { storyId, shown }),
    timing,
    refusal,
  };
}

/** Why the last take of a path that is shown, which is the one to be answered, takes no answer of the actor's. */
async function refusalAt(ctx: Ctx, story: StoryForActor, path: PathEnd[]): Promise<string | null> {
  const answered = path.findLast(({ state }) => state === 'shown');
  const code = answered ? await takeRefusal(ctx, story, answered) : null;
  return code && answeringWords(code).words;
}

async function timingOf(ctx: Ctx, { storyId, id }: OneTake): Promise<Timing> {
  const take = await getTake(ctx.db, { storyId, id });
  if (!take) throw new AppError('take_not_found');
  return { alignment: alignmentView(take), move: await moveOf(ctx, take) };
}

/** Which of these takes the actor likes. */
export async function likedIds(
  { db, actor }: Ctx,
  { storyId, shown }: { storyId: string; shown: { id: string; likeCount: number }[] },
): Promise<string[]> {
  if (!actor) return [];
  // Nobody likes a take that has no likes.
  const ids = shown.filter(({ likeCount }) => likeCount > 0).map(({ id }) => id);
  return likedOf(db, { storyId, userId: actor.id, ids });
}

/** What else answers the takes of a path, at its first forks and its last. */
async function forksOf({ db }: Ctx, storyId: string, path: PathEnd[]): Promise<ForkView[]> {
  const all = path.flatMap((parent, n) => {
    const taken = path[n + 1];
    return taken && parent.childCount > 1 ? [{ parent, taken }] : [];
  });
  const forks = all.filter((_, n) => n < FORKS_AT_AN_END || n >= all.length - FORKS_AT_AN_END);
  // One more of each, which may be the one on the path.
  const answers = await firstAnswers(db, {
    storyId,
    ids: forks.map(({ parent }) => parent.id),
    each: FORK_BRANCHES + 1,
  });
  return forks.map(({ parent, taken }) => {
    const others = answers
      .filter((answer) => answer.parentId === parent.id && answer.id !== taken.id)
      .slice(0, FORK_BRANCHES)
      .map(branchView);
    return { takeId: taken.id, others, more: Math.max(0, parent.childCount - 1 - others.length) };
  });
}
