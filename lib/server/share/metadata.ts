import 'server-only';
import type { Metadata } from 'next';
import type { Visibility } from '@/lib/domain/schemas';
import { formatTime } from '@/lib/timeline/clock-text';
import { CARD } from './card-size';
import { cardHref, oembedHref, storyHref } from './links';
import type { PathIds } from './shared-path';

type SharedPage = PathIds & { visibility: Visibility; title: string; description: string; lengthMs: number };

/** What a link to a path shows elsewhere. Of a private story nothing but its words, to whoever may see the page at all. */
export function shareMetadata(
  origin: string,
  { visibility, title, description, lengthMs, ...ids }: SharedPage,
): Pick<Metadata, 'alternates' | 'openGraph' | 'twitter'> {
  const url = `${origin}${storyHref(ids)}`;
  const said = { title, description };
  if (visibility === 'private') return { openGraph: { ...said, url } };
  const alt = `${title}, ${formatTime(lengthMs)}`;
  const images = [{ url: `${origin}${cardHref(ids)}`, alt, type: 'image/png', ...CARD }];
  return {
    openGraph: { ...said, url, siteName: 'Tap Story', type: 'website', images },
    twitter: { ...said, card: 'summary_large_image', images },
    alternates: { types: { 'application/json+oembed': [{ url: `${origin}${oembedHref(url)}`, title }] } },
  };
}
