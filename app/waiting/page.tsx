import type { Metadata } from 'next';
import { WaitingTakes } from '@/components/owner/waiting-takes';
import { PageFrame } from '@/components/shell/page-frame';
import { ownWaitingTakes } from '@/lib/server/approvals';
import { pageContext } from '@/lib/server/context';

export const dynamic = 'force-dynamic';
export const metadata: Metadata = { title: 'Waiting', robots: { index: false } };

/** What one has told in stories whose owners hear everything first. */
export default async function WaitingPage() {
  const takes = await ownWaitingTakes(await pageContext());
  return (
    <PageFrame>
      <div className="mx-auto flex w-full max-w-xl flex-col gap-6 pt-4 pb-12 lg:pt-12">
        <h1 className="font-semibold text-xl tracking-tight lg:text-2xl lg:tracking-[-0.03em]">Waiting</h1>
        <WaitingTakes takes={takes} />
      </div>
    </PageFrame>
  );
}
