import type { Metadata } from 'next';
import { headers } from 'next/headers';
import { notFound } from 'next/navigation';
import { cache } from 'react';
import { EmbedPlayer } from '@/components/embed/embed-player';
import { EarlyPlay } from '@/components/story/early-play';
import { AppError } from '@/lib/domain/errors';
import { id } from '@/lib/domain/schemas';
import { pageContext } from '@/lib/server/context';
import { embedView } from '@/lib/server/share/embed';
import { momentOf } from '@/lib/timeline/moment';

export const dynamic = 'force-dynamic';

type Props = {
  params: Promise<{ storyId: string; take?: string[] }>;
  searchParams: Promise<Record<string, string | string[] | undefined>>;
};

/** Read once for the page and its metadata. What is not there, and what is not for everybody, is a 404. */
const read = cache(async (storyId: string, takeId: string | undefined) => {
  try {
    return await embedView(await pageContext(), { storyId, takeId });
  } catch (error) {
    if (error instanceof AppError && (error.code === 'story_not_found' || error.code === 'take_not_found')) notFound();
    throw error;
  }
});

async function viewOf({ params }: Props) {
  const { storyId, take = [] } = await params;
  const story = id.safeParse(storyId);
  const takeId = id.optional().safeParse(take[0]);
  if (!story.success || !takeId.success || take.length > 1) notFound();
  return read(story.data, takeId.data);
}

export async function generateMetadata(props: Props): Promise<Metadata> {
  const { title } = await viewOf(props);
  return { title, robots: { index: false } };
}

export default async function Page(props: Props) {
  const view = await viewOf(props);
  const { t } = await props.searchParams;
  const startAtMs = Math.min(view.lengthMs, (typeof t === 'string' && momentOf(t)) || 0);
  return (
    <>
      <EarlyPlay takes={view.takes} startAtMs={startAtMs} nonce={(await headers()).get('x-nonce') ?? undefined} />
      <EmbedPlayer view={view} startAtMs={startAtMs} />
    </>
  );
}
