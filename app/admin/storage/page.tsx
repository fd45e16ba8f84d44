import { AdminHead } from '@/components/admin/admin-head';
import { StorageView } from '@/components/admin/storage-view';
import { readStorage } from '@/lib/server/admin';
import { pageContext } from '@/lib/server/context';
import { found } from '@/lib/server/found';

export const dynamic = 'force-dynamic';

export default async function AdminStoragePage() {
  const storage = await found(readStorage(await pageContext()));
  return (
    <AdminHead here="/admin/storage">
      <StorageView storage={storage} />
    </AdminHead>
  );
}
