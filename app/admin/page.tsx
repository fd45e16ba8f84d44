import { AdminHead } from '@/components/admin/admin-head';
import { OverviewView } from '@/components/admin/overview-view';
import { readOverview } from '@/lib/server/admin';
import { pageContext } from '@/lib/server/context';
import { found } from '@/lib/server/found';

export const dynamic = 'force-dynamic';

export default async function AdminPage() {
  const overview = await found(readOverview(await pageContext()));
  return (
    <AdminHead here="/admin">
      <OverviewView overview={overview} />
    </AdminHead>
  );
}
