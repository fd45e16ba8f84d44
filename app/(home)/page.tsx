import { redirect } from 'next/navigation';
import { HomeSkeleton } from '@/components/story/home-skeleton';
import { HomeView } from '@/components/story/home-view';
import { Soon } from '@/components/ui/soon';
import { AppError } from '@/lib/domain/errors';
import { pageContext } from '@/lib/server/context';
import { listStories } from '@/lib/server/stories';

export const dynamic = 'force-dynamic';

type Props = { searchParams: Promise<{ cursor?: string | string[] }> };

export default function HomePage(props: Props) {
  return <Soon part={stories(props)} shape={<HomeSkeleton />} />;
}

async function stories({ searchParams }: Props) {
  const { cursor } = await searchParams;
  try {
    const page = await listStories(await pageContext(), typeof cursor === 'string' ? { cursor } : {});
    return <HomeView {...page} />;
  } catch (error) {
    // A cursor that was never given out leads to the beginning.
    if (cursor !== undefined && error instanceof AppError && error.code === 'invalid_request') redirect('/');
    throw error;
  }
}
