import 'server-only';
import { AppError } from '@/lib/domain/errors';
import { id } from '@/lib/domain/schemas';
import type { PathIds } from './shared-path';

/** Where a path is heard, drawn and framed. The canon, which changes, has no take in its address. */
export const storyHref = (ids: PathIds): string => address('s', ids);
export const cardHref = (ids: PathIds): string => address('card', ids);
export const embedHref = (ids: PathIds): string => address('embed', ids);

/** How other sites find the player for a page. */
export const oembedHref = (page: string): string => `/oembed?${new URLSearchParams({ url: page, format: 'json' })}`;

const address = (kind: string, { storyId, takeId }: PathIds): string =>
  takeId ? `/${kind}/${storyId}/${takeId}` : `/${kind}/${storyId}`;

/** The path that a page of this very place shows. Throws not_found for every other address. */
export function pathAt(url: string, origin: string): PathIds {
  const page = URL.canParse(url) ? new URL(url) : null;
  const isOurs = page?.host === new URL(origin).host && /^https?:$/.test(page.protocol);
  const [kind, story, take, ...more] = isOurs ? page.pathname.replace(/\/$/, '').split('/').slice(1) : [];
  const ids = { storyId: id.safeParse(story), takeId: id.optional().safeParse(take) };
  if (kind !== 's' || !ids.storyId.success || !ids.takeId.success || more.length > 0) throw new AppError('not_found');
  return { storyId: ids.storyId.data, takeId: ids.takeId.data };
}
