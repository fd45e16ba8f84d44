import 'server-only';
import type { TakeRow } from '@/db/queries/takes';
import type { TakeView } from '@/lib/domain/schemas';
import type { Storage } from './storage/port';

/** A take as the public API shows it: a projection with signed URLs, absolute when an origin is given. */
export async function takeView(storage: Storage, take: TakeRow, origin?: string): Promise<TakeView> {
  const [mixUrl, stemUrl] = await Promise.all([
    listenUrl(storage, take.mixKey, origin),
    listenUrl(storage, take.stemKey, origin),
  ]);
  return {
    id: take.id,
    parentId: take.parentId,
    startMs: take.startMs,
    durationMs: take.durationMs,
    author: { id: take.authorId, name: take.authorName },
    likeCount: take.likeCount,
    childCount: take.childCount,
    mixUrl,
    stemUrl,
    peaks: [...take.peaks],
    alignment: { method: take.alignMethod, errorMs: take.alignErrorMs },
    gainDb: take.gainDb,
    createdAt: take.createdAt.toISOString(),
  };
}

/** The disk store signs addresses of this very app without its host, so that they work under every name it has. */
export async function listenUrl(storage: Storage, key: string, origin?: string): Promise<string> {
  const url = await storage.listenUrl(key);
  return origin ? new URL(url, origin).href : url;
}
