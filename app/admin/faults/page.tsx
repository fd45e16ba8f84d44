import { AdminHead } from '@/components/admin/admin-head';
import { FaultsList } from '@/components/admin/faults-list';
import { readFaults } from '@/lib/server/admin';
import { pageContext } from '@/lib/server/context';
import { found, textsOf } from '@/lib/server/found';

export const dynamic = 'force-dynamic';

type Props = { searchParams: Promise<Record<string, string | string[] | undefined>> };

export default async function AdminFaultsPage({ searchParams }: Props) {
  const { cursor } = await textsOf(searchParams, ['cursor']);
  const page = await found(readFaults(await pageContext(), { cursor }));
  return (
    <AdminHead here="/admin/faults">
      <FaultsList {...page} now={Date.now()} />
    </AdminHead>
  );
}
