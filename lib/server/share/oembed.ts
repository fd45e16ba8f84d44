import 'server-only';
import { AppError } from '@/lib/domain/errors';
import type { Ctx } from '../context';
import { CARD } from './card-size';
import { cardHref, embedHref, momentAt } from './links';
import { sharedPath, voicesOf } from './shared-path';

/** What the player is drawn for (px). */
const FRAME = { width: 640, height: 180 };
/** How long whoever embeds may keep the answer (s). */
export const OEMBED_AGE_SECONDS = 300;

type Asked = {
  url: string;
  maxwidth?: number | undefined;
  maxheight?: number | undefined;
  format?: string | undefined;
  /** Under which this place was asked. */
  origin: string;
};

/** An answer of https://oembed.com, section 2.3.4. */
export type Oembed = {
  version: '1.0';
  type: 'rich';
  title: string;
  author_name: string;
  provider_name: string;
  provider_url: string;
  cache_age: number;
  html: string;
  width: number;
  height: number;
} & ({ thumbnail_url: string; thumbnail_width: number; thumbnail_height: number } | object);

/** The player of a page of this place, to be put into another. Throws not_found, format_not_spoken and what `sharedPath` does. */
export async function oembed(ctx: Ctx, { url, maxwidth, maxheight, format = 'json', origin }: Asked): Promise<Oembed> {
  if (format !== 'json') throw new AppError('format_not_spoken', { details: { format } });
  const { goesOn, startAtMs, ...asked } = momentAt(url, origin);
  const { story, takes, last, lengthMs } = await sharedPath(ctx, asked, goesOn);
  // The canon is asked for anew each time; a path that was chosen stays what it is.
  const ids = { ...asked, ...(asked.takeId && { takeId: last.id }) };
  const frame = { ...ids, startAtMs: Math.min(startAtMs, lengthMs) };
  const width = Math.min(FRAME.width, maxwidth ?? FRAME.width);
  const height = Math.min(FRAME.height, maxheight ?? FRAME.height);
  const isCardAllowed = CARD.width <= (maxwidth ?? CARD.width) && CARD.height <= (maxheight ?? CARD.height);
  return {
    version: '1.0',
    type: 'rich',
    title: story.title,
    author_name: voicesOf(takes)
      .slice(0, 8)
      .map(({ name }) => name)
      .join(', '),
    provider_name: 'Tap Story',
    provider_url: origin,
    cache_age: OEMBED_AGE_SECONDS,
    html: iframe({ src: `${origin}${embedHref(frame)}`, title: story.title, width, height }),
    width,
    height,
    ...(isCardAllowed && {
      thumbnail_url: `${origin}${cardHref(ids)}`,
      thumbnail_width: CARD.width,
      thumbnail_height: CARD.height,
    }),
  };
}

const iframe = (frame: { src: string; title: string; width: number; height: number }): string =>
  `<iframe src="${escaped(frame.src)}" title="${escaped(frame.title)}" width="${frame.width}" height="${frame.height}" ` +
  'style="border:0;border-radius:16px;max-width:100%" loading="lazy" allow="autoplay"></iframe>';

const ENTITIES: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' };
const escaped = (text: string): string => text.replace(/[&<>"']/g, (sign) => ENTITIES[sign] ?? sign);
