import type { Metadata } from 'next';
import { headers } from 'next/headers';
import { redirect } from 'next/navigation';
import { EmptyList } from '@/components/home/empty-list';
import { HomeView } from '@/components/home/home-view';
import { ListSkeleton } from '@/components/home/list-skeleton';
import { listHref, type Shown, wordsOf } from '@/components/home/lists';
import { StoryList } from '@/components/home/story-list';
import { Soon } from '@/components/ui/soon';
import { AppError } from '@/lib/domain/errors';
import { searchText, storyList } from '@/lib/domain/schemas';
import { pageContext } from '@/lib/server/context';
import { listStories } from '@/lib/server/lists';

export const dynamic = 'force-dynamic';

type Props = { searchParams: Promise<{ [name: string]: string | string[] | undefined }> };

/** What is no list and nothing to look for is left out. */
async function shownBy({ searchParams }: Props): Promise<Shown & { cursor: string | undefined }> {
  const { list, q, cursor } = await searchParams;
  return {
    list: storyList.catch('growing').parse(list),
    q: searchText.catch('').parse(q),
    cursor: typeof cursor === 'string' ? cursor : undefined,
  };
}

export async function generateMetadata(props: Props): Promise<Metadata> {
  const { list, q } = await shownBy(props);
  return list === 'growing' && q === '' ? {} : { title: q === '' ? wordsOf(list).heading : `“${q}”` };
}

export default async function HomePage(props: Props) {
  const { cursor, ...shown } = await shownBy(props);
  return (
    <HomeView shown={shown}>
      {(await isByScript()) ? (
        <Soon part={stories(shown, cursor)} shape={<ListSkeleton />} />
      ) : (
        await stories(shown, cursor)
      )}
    </HomeView>
  );
}

/** A page that is asked for whole has its list in it, whoever reads it; a script that goes on to another list shows what comes. */
const isByScript = async (): Promise<boolean> => (await headers()).get('sec-fetch-dest') === 'empty';

async function stories(shown: Shown, cursor: string | undefined) {
  const ctx = await pageContext();
  const { list, q } = shown;
  try {
    const page = await listStories(ctx, { list, q: q === '' ? undefined : q, cursor });
    if (page.stories.length === 0) return <EmptyList shown={shown} isSomebody={ctx.actor !== null} />;
    const now = Date.now();
    // A list that was read anew begins anew.
    return <StoryList key={now} shown={shown} {...page} now={now} />;
  } catch (error) {
    // A cursor that was never given out leads to the beginning.
    if (cursor !== undefined && error instanceof AppError && error.code === 'invalid_request')
      redirect(listHref(shown));
    throw error;
  }
}
