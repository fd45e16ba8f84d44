import type { Metadata } from 'next';
import { notFound } from 'next/navigation';
import { cache } from 'react';
import { StorySkeleton } from '@/components/story/story-skeleton';
import { StoryView } from '@/components/story/story-view';
import { Soon } from '@/components/ui/soon';
import { AppError } from '@/lib/domain/errors';
import { id } from '@/lib/domain/schemas';
import { pageContext } from '@/lib/server/context';
import { assertStoryPage, type StoryPageIds, storyPage } from '@/lib/server/stories';

export const dynamic = 'force-dynamic';

type Props = { params: Promise<{ storyId: string; take?: string[] }> };

/** A link that leads nowhere is a 404; a fault of ours does not hide behind it. */
async function orNotFound<T>(read: Promise<T>): Promise<T> {
  try {
    return await read;
  } catch (error) {
    if (error instanceof AppError && (error.code === 'story_not_found' || error.code === 'take_not_found')) notFound();
    throw error;
  }
}

async function idsOf({ params }: Props): Promise<StoryPageIds> {
  const { storyId, take = [] } = await params;
  const story = id.safeParse(storyId);
  const takeId = id.optional().safeParse(take[0]);
  if (!story.success || !takeId.success || take.length > 1) notFound();
  return { storyId: story.data, takeId: takeId.data };
}

/** Read once for the page and its metadata. */
const read = cache(async (storyId: string, takeId: string | undefined) =>
  orNotFound(storyPage(await pageContext(), { storyId, takeId })),
);

export async function generateMetadata(props: Props): Promise<Metadata> {
  const { storyId, takeId } = await idsOf(props);
  const { story, path } = await read(storyId, takeId);
  const description = `Hear it, then answer ${path.at(-1)?.author.name}: a story told aloud by many voices.`;
  return {
    title: story.title,
    description,
    openGraph: { title: story.title, description },
    ...(story.visibility === 'public' ? {} : { robots: { index: false } }),
  };
}

export default async function Page(props: Props) {
  const ids = await idsOf(props);
  await orNotFound(assertStoryPage(await pageContext(), ids));
  return <Soon part={told(ids)} shape={<StorySkeleton />} />;
}

async function told({ storyId, takeId }: StoryPageIds) {
  return <StoryView {...(await read(storyId, takeId))} />;
}
