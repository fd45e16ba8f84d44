import { AdminHead } from '@/components/admin/admin-head';
import { JobsView } from '@/components/admin/jobs-view';
import { readJobs } from '@/lib/server/admin-jobs';
import { pageContext } from '@/lib/server/context';
import { found } from '@/lib/server/found';

export const dynamic = 'force-dynamic';

export default async function AdminJobsPage() {
  const queues = await found(readJobs(await pageContext()));
  return (
    <AdminHead here="/admin/jobs">
      <JobsView queues={queues} now={Date.now()} />
    </AdminHead>
  );
}
