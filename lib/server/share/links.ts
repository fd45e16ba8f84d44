import 'server-only';
import { AppError } from '@/lib/domain/errors';
import { id } from '@/lib/domain/schemas';
import { momentOf, momentText } from '@/lib/timeline/moment';
import type { PathIds } from './shared-path';

/** A moment of a path (ms), as a link leads to it. */
export type SharedMoment = PathIds & { startAtMs: number };

/** Where a path is heard, drawn and framed. The canon, which changes, has no take in its address. */
export const storyHref = (ids: PathIds): string => address('s', ids);
export const cardHref = (ids: PathIds): string => address('card', ids);
export const embedHref = (moment: SharedMoment): string => address('embed', moment) + momentQuery(moment);
/** The link that leads to this very moment. */
export const momentHref = (moment: SharedMoment): string => storyHref(moment) + momentQuery(moment);

/** How other sites find the player for a page. */
export const oembedHref = (page: string): string => `/oembed?${new URLSearchParams({ url: page, format: 'json' })}`;

const address = (kind: string, { storyId, takeId }: PathIds): string =>
  takeId ? `/${kind}/${storyId}/${takeId}` : `/${kind}/${storyId}`;

const momentQuery = ({ startAtMs }: SharedMoment): string => (startAtMs > 0 ? `?t=${momentText(startAtMs)}` : '');

/** `goesOn`: on from that take along the canon, and not only to it. */
type LinkedMoment = SharedMoment & { goesOn: boolean };

/** What the page at an address of this very place shows. Throws not_found for every other address. */
export function momentAt(url: string, origin: string): LinkedMoment {
  const page = URL.canParse(url) ? new URL(url) : null;
  const isOurs = page?.host === new URL(origin).host && /^https?:$/.test(page.protocol);
  const [kind, story, take, ...more] = isOurs ? page.pathname.replace(/\/$/, '').split('/').slice(1) : [];
  const ids = { storyId: id.safeParse(story), takeId: id.optional().safeParse(take) };
  if (kind !== 's' || !ids.storyId.success || !ids.takeId.success || more.length > 0) throw new AppError('not_found');
  return {
    storyId: ids.storyId.data,
    takeId: ids.takeId.data,
    startAtMs: momentOf(page?.searchParams.get('t')) ?? 0,
    goesOn: page?.searchParams.has('on') ?? false,
  };
}
