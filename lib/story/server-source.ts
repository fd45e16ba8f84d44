import { AppError } from '@/lib/domain/errors';
import { GUEST_NAME } from '@/lib/domain/limits';
import type { AnewView, AnswersPage, LikeView, MapView, PathView } from '@/lib/domain/tree-views';
import { createApi, readApi } from '@/lib/offline/api';
import type { StorySource } from './story-source';

const DEADLINE_MS = 15_000;

/** Reads a story through the app's own API. `nameOf` is what somebody who is nobody here yet is called. */
export function createServerSource(storyId: string, nameOf: () => string): StorySource {
  const api = createApi();
  /** Settles once this page has made sure that a like has somebody whose like it is. */
  let isSomebody: Promise<void> | null = null;

  async function read<T>(path: string, isIt: (body: unknown) => body is T): Promise<T> {
    const body = await readApi(path, DEADLINE_MS);
    if (isIt(body)) return body;
    throw new AppError('unexpected', { details: { path } });
  }

  async function becomeSomebody(): Promise<void> {
    // Only whoever likes something for the first time needs it.
    const { signInAsGuest } = await import('@/lib/offline/sign-in').catch((cause: unknown) => {
      // A part of the app that cannot be had: what is there is the network's.
      throw new AppError('network_unreachable', { cause });
    });
    await signInAsGuest(nameOf() || GUEST_NAME);
  }

  async function like(takeId: string, isLiked: boolean): Promise<LikeView> {
    const put = async () => {
      const body = await api('PUT', `/api/v1/takes/${takeId}/like`, { storyId, isLiked }, DEADLINE_MS);
      if (isLikeView(body)) return body;
      throw new AppError('unexpected');
    };
    isSomebody ??= becomeSomebody();
    try {
      await isSomebody;
      return await put();
    } catch (cause) {
      isSomebody = null;
      if (!(cause instanceof AppError) || cause.code !== 'not_signed_in') throw cause;
      // The server does not know this browser's session any more.
      await becomeSomebody();
      return put();
    }
  }

  return {
    path(takeId, on, afterId) {
      const query = [on ? 'on' : '', afterId === null ? '' : `after=${afterId}`].filter(Boolean).join('&');
      return read(`/api/v1/stories/${storyId}/paths/${takeId}${query && `?${query}`}`, isPathView);
    },
    answers(takeId, cursor) {
      const query = new URLSearchParams({ story: storyId, ...(cursor === null ? {} : { cursor }) });
      return read(`/api/v1/takes/${takeId}/answers?${query}`, isAnswersPage);
    },
    around: (takeId) => read(`/api/v1/stories/${storyId}/map?around=${takeId}`, isMapView),
    anew: (takeId) => read(`/api/v1/stories/${storyId}/map?around=${takeId}&path`, isAnewView),
    like,
  };
}

/** The answers come from the app's own server, of this very version or a newer one: that they are of their kind is enough. */
const holdsLists = (body: unknown, names: readonly string[]): boolean =>
  typeof body === 'object' && body !== null && names.every((name) => Array.isArray(Reflect.get(body, name)));

const isPathView = (body: unknown): body is PathView => holdsLists(body, ['takes', 'forks', 'answers', 'likedIds']);
const isAnswersPage = (body: unknown): body is AnswersPage => holdsLists(body, ['answers', 'likedIds']);
const isMapView = (body: unknown): body is MapView => holdsLists(body, ['takes', 'likedIds']);
const isAnewView = (body: unknown): body is AnewView => holdsLists(body, ['takes', 'likedIds', 'path']);
const isLikeView = (body: unknown): body is LikeView =>
  typeof body === 'object' && body !== null && 'likeCount' in body && typeof body.likeCount === 'number';
