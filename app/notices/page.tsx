import { Settings2 } from 'lucide-react';
import type { Metadata } from 'next';
import { NoticeList } from '@/components/notices/notice-list';
import { NoticeSettings } from '@/components/notices/notice-settings';
import { PageFrame } from '@/components/shell/page-frame';
import { NextPage } from '@/components/ui/next-page';
import { NothingHere } from '@/components/ui/nothing-here';
import { type Ctx, pageContext } from '@/lib/server/context';
import { found, textsOf } from '@/lib/server/found';
import { listNotices, noticeSettings } from '@/lib/server/notices';

export const dynamic = 'force-dynamic';
export const metadata: Metadata = { title: 'Notices', robots: { index: false } };

type Props = { searchParams: Promise<Record<string, string | string[] | undefined>> };

/** What one was told: answers, likes, invitations, decisions. */
export default async function NoticesPage({ searchParams }: Props) {
  const { cursor } = await textsOf(searchParams, ['cursor']);
  const ctx = await pageContext();
  return (
    <PageFrame>
      <div className="mx-auto flex w-full max-w-xl flex-col gap-6 pt-4 pb-12 lg:pt-12">
        <h1 className="font-semibold text-xl tracking-tight lg:text-2xl lg:tracking-[-0.03em]">Notices</h1>
        {ctx.actor ? <Told ctx={ctx} cursor={cursor ?? null} /> : <Nobody />}
      </div>
    </PageFrame>
  );
}

async function Told({ ctx, cursor }: { ctx: Ctx; cursor: string | null }) {
  const [page, chosen] = await Promise.all([found(listNotices(ctx, { cursor })), noticeSettings(ctx)]);
  const { notices, nextCursor, unread } = page;
  return (
    <>
      {notices.length === 0 ? (
        <NothingHere title="Nothing yet">
          Record a take: when somebody answers or likes it, you hear of it here.
        </NothingHere>
      ) : (
        <NoticeList key={cursor} notices={notices} unread={unread} now={Date.now()} />
      )}
      <NextPage href={nextCursor && `/notices?${new URLSearchParams({ cursor: nextCursor })}`} />
      <details className="group rounded-3xl border border-line bg-surface">
        <summary className="flex min-h-12 cursor-pointer items-center gap-3 rounded-3xl px-4 font-medium text-sm">
          <Settings2 aria-hidden size={20} className="text-muted" />
          What you are told
        </summary>
        <div className="px-4 pb-4">
          <NoticeSettings {...chosen} />
        </div>
      </details>
    </>
  );
}

function Nobody() {
  return (
    <NothingHere title="You have no name here yet">
      Record a take, or sign in: when somebody answers you, you hear of it here.
    </NothingHere>
  );
}
