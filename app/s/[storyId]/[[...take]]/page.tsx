import type { Metadata } from 'next';
import { notFound } from 'next/navigation';
import { cache } from 'react';
import { StoryView } from '@/components/story/story-view';
import { AppError } from '@/lib/domain/errors';
import { id } from '@/lib/domain/schemas';
import { pageContext } from '@/lib/server/context';
import { type StoryPage, storyPage } from '@/lib/server/stories';

export const dynamic = 'force-dynamic';

type Props = { params: Promise<{ storyId: string; take?: string[] }> };

/** A link that leads nowhere shows the page that says so; a fault of ours does not hide behind it. */
const read = cache(async (storyId: string, take: string | undefined): Promise<StoryPage> => {
  const story = id.safeParse(storyId);
  const chosen = id.optional().safeParse(take);
  if (!story.success || !chosen.success) notFound();
  try {
    return await storyPage(await pageContext(), { storyId: story.data, takeId: chosen.data });
  } catch (error) {
    if (error instanceof AppError && (error.code === 'story_not_found' || error.code === 'take_not_found')) notFound();
    throw error;
  }
});

async function open({ params }: Props): Promise<StoryPage> {
  const { storyId, take } = await params;
  if (take && take.length > 1) notFound();
  return read(storyId, take?.[0]);
}

export async function generateMetadata(props: Props): Promise<Metadata> {
  const { story, path } = await open(props);
  const speaker = path.at(-1)?.author.name;
  const description = `Hear it, then answer ${speaker}: a story told aloud by many voices.`;
  return {
    title: story.title,
    description,
    openGraph: { title: story.title, description, type: 'music.song' },
    ...(story.visibility === 'public' ? {} : { robots: { index: false } }),
  };
}

export default async function Page(props: Props) {
  return <StoryView {...(await open(props))} />;
}
