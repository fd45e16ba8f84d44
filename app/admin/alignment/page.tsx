import { AdminHead } from '@/components/admin/admin-head';
import { AlignmentTotalsView } from '@/components/operator/alignment-totals';
import { pageContext } from '@/lib/server/context';
import { found } from '@/lib/server/found';
import { readAlignmentAsAdmin } from '@/lib/server/operator';

export const dynamic = 'force-dynamic';

export default async function AdminAlignmentPage() {
  const totals = await found(readAlignmentAsAdmin(await pageContext()));
  return (
    <AdminHead here="/admin/alignment">
      <AlignmentTotalsView totals={totals} />
    </AdminHead>
  );
}
