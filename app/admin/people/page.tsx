import { AdminHead } from '@/components/admin/admin-head';
import { PeopleList } from '@/components/admin/people-list';
import { readPeople } from '@/lib/server/admin';
import { pageContext } from '@/lib/server/context';
import { found, textsOf } from '@/lib/server/found';

export const dynamic = 'force-dynamic';

type Props = { searchParams: Promise<Record<string, string | string[] | undefined>> };

export default async function AdminPeoplePage({ searchParams }: Props) {
  const { q = '', cursor } = await textsOf(searchParams, ['q', 'cursor']);
  const page = await found(readPeople(await pageContext(), { q, cursor }));
  return (
    <AdminHead here="/admin/people">
      <PeopleList {...page} q={q} now={Date.now()} />
    </AdminHead>
  );
}
