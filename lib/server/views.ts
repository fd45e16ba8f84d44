import 'server-only';
import type { MapRow, PageRow, TakeRow } from '@/db/queries/takes';
import { ANSWER_PEAKS, FORK_PEAKS, PATH_PEAKS, PATH_URLS } from '@/lib/domain/limits';
import { NOT_SHOWN_ID, NOT_SHOWN_NAMES } from '@/lib/domain/not-shown';
import type { MapTake, PageTake, ShownAlignment, TakeView } from '@/lib/domain/schemas';
import type { BranchView } from '@/lib/domain/tree-views';
import { thinPeaks } from '@/lib/timeline/peaks';
import type { Storage } from './storage/port';

/** Of PATH_URLS, so many are of what comes before. */
const URLS_BEFORE = 4;

/** What every view shows of a take. */
export const mapTake = (take: MapRow): MapTake => ({
  id: take.id,
  parentId: take.parentId,
  startMs: take.startMs,
  durationMs: take.durationMs,
  author: authorOf(take),
  likeCount: take.likeCount,
  childCount: take.childCount,
  bestChildId: take.bestChildId,
});

/** What is not shown has its place, and nobody's name. */
const authorOf = ({ state, authorId, authorName }: MapRow): MapTake['author'] =>
  state === 'shown' ? { id: authorId, name: authorName } : { id: NOT_SHOWN_ID, name: NOT_SHOWN_NAMES[state] };

/** Another branch, as a fork shows it. */
export const branchView = (take: PageRow): BranchView => ({
  ...mapTake(take),
  peaks: thinPeaks(take.peaks, FORK_PEAKS),
});

/** How sure its place is, and what the ear has changed: all that is told of how a take was put in time. */
export const alignmentView = (take: TakeRow): ShownAlignment => ({
  method: take.alignMethod,
  errorMs: take.alignErrorMs,
  nudgeMs: take.nudgeMs,
});

/** A take as the public API shows it: a projection with signed URLs, absolute when an origin is given. */
export async function takeView(storage: Storage, take: TakeRow, origin?: string): Promise<TakeView> {
  const urlOf = (key: string) => (take.mixDue ? '' : listenUrl(storage, key, origin));
  const [mixUrl, stemUrl] = await Promise.all([urlOf(take.mixKey), urlOf(take.stemKey)]);
  return {
    ...mapTake(take),
    mixUrl,
    stemUrl,
    peaks: [...take.peaks],
    alignment: alignmentView(take),
    gainDb: take.gainDb,
    createdAt: take.createdAt.toISOString(),
  };
}

/** A path as its page shows it, with the files of what is heard from `startAtMs` on; a listener goes on, and a little back. */
export function pathViews(storage: Storage, path: PageRow[], startAtMs: number): Promise<PageTake[]> {
  const most = Math.max(1, Math.floor(PATH_PEAKS / path.length));
  const first = path.findLastIndex(({ startMs }) => startMs <= startAtMs) - URLS_BEFORE;
  const from = Math.max(0, Math.min(first, path.length - PATH_URLS));
  return Promise.all(path.map((take, i) => pageTake(storage, take, most, i >= from && i < from + PATH_URLS)));
}

/** Answers as the page of their parent shows them: only to be looked at. */
export const answerViews = (storage: Storage, answers: PageRow[]): Promise<PageTake[]> =>
  Promise.all(answers.map((take) => pageTake(storage, take, ANSWER_PEAKS, false)));

async function pageTake(storage: Storage, take: PageRow, mostPeaks: number, heardSoon: boolean): Promise<PageTake> {
  return {
    ...mapTake(take),
    mixBytes: take.mixBytes,
    mixUrl: heardSoon && !take.mixDue ? await storage.listenUrl(take.mixKey) : '',
    peaks: thinPeaks(take.peaks, mostPeaks),
  };
}

/** The disk store signs addresses of this very app without its host, so that they work under every name it has. */
export async function listenUrl(storage: Storage, key: string, origin?: string): Promise<string> {
  const url = await storage.listenUrl(key);
  return origin ? new URL(url, origin).href : url;
}
