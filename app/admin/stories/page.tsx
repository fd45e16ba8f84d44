import { AdminHead } from '@/components/admin/admin-head';
import { StoriesList } from '@/components/admin/stories-list';
import { readStories } from '@/lib/server/admin';
import { pageContext } from '@/lib/server/context';
import { found, textsOf } from '@/lib/server/found';

export const dynamic = 'force-dynamic';

type Props = { searchParams: Promise<Record<string, string | string[] | undefined>> };

export default async function AdminStoriesPage({ searchParams }: Props) {
  const { q = '', cursor } = await textsOf(searchParams, ['q', 'cursor']);
  const page = await found(readStories(await pageContext(), { q, cursor }));
  return (
    <AdminHead here="/admin/stories">
      <StoriesList {...page} q={q} now={Date.now()} />
    </AdminHead>
  );
}
