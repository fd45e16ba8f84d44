import 'server-only';
import type { Metadata } from 'next';
import type { Visibility } from '@/lib/domain/schemas';
import { formatTime } from '@/lib/timeline/clock-text';
import { CARD } from './card-size';
import { cardHref, momentHref, oembedHref, type SharedMoment, storyHref } from './links';

type SharedPage = SharedMoment & { visibility: Visibility; title: string; description: string; lengthMs: number };

/** What a link to a path shows elsewhere. Of a private story nothing but its words, to whoever may see the page at all. */
export function shareMetadata(
  origin: string,
  { visibility, title, description, lengthMs, ...moment }: SharedPage,
): Pick<Metadata, 'alternates' | 'openGraph' | 'twitter'> {
  const url = `${origin}${storyHref(moment)}`;
  const said = { title, description };
  if (visibility === 'private') return { openGraph: { ...said, url } };
  const alt = `${title}, ${formatTime(lengthMs)}`;
  const images = [{ url: `${origin}${cardHref(moment)}`, alt, type: 'image/png', ...CARD }];
  return {
    openGraph: { ...said, url, siteName: 'Tap Story', type: 'website', images },
    twitter: { ...said, card: 'summary_large_image', images },
    alternates: {
      types: { 'application/json+oembed': [{ url: `${origin}${oembedHref(origin + momentHref(moment))}`, title }] },
    },
  };
}
