import type { Metadata } from 'next';
import { EndDigests } from '@/components/notices/end-digests';
import { PageFrame } from '@/components/shell/page-frame';
import { textsOf } from '@/lib/server/found';

export const metadata: Metadata = { title: 'No more mails', robots: { index: false }, referrer: 'no-referrer' };

type Props = { searchParams: Promise<Record<string, string | string[] | undefined>> };

/** Where a digest's link leads: looking at it ends nothing yet. */
export default async function UnsubscribePage({ searchParams }: Props) {
  const { token = '' } = await textsOf(searchParams, ['token']);
  return (
    <PageFrame>
      <div className="mx-auto flex w-full max-w-xl flex-col items-start gap-6 pt-4 pb-12 lg:pt-12">
        <h1 className="font-semibold text-xl tracking-tight lg:text-2xl lg:tracking-[-0.03em]">No more mails?</h1>
        <EndDigests token={token} />
      </div>
    </PageFrame>
  );
}
