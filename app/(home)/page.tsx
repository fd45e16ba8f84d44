import { HomeView } from '@/components/story/home-view';
import { pageContext } from '@/lib/server/context';
import { listStories } from '@/lib/server/stories';

export const dynamic = 'force-dynamic';

export default async function HomePage({ searchParams }: { searchParams: Promise<{ cursor?: string | string[] }> }) {
  const { cursor } = await searchParams;
  const ctx = await pageContext();
  const { stories, nextCursor } = await listStories(ctx, typeof cursor === 'string' ? { cursor } : {});
  return <HomeView stories={stories} nextCursor={nextCursor} />;
}
