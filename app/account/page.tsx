import type { Metadata } from 'next';
import { BlocksSection } from '@/components/moderation/blocks-section';
import { NoticeSettings } from '@/components/notices/notice-settings';
import { AccountDoor } from '@/components/people/account-door';
import { AccountView } from '@/components/people/account-view';
import { DeleteSection } from '@/components/people/delete-section';
import { ExportSection } from '@/components/people/export-section';
import { PageFrame } from '@/components/shell/page-frame';
import { buttonClass } from '@/components/ui/button';
import { Link } from '@/components/ui/link';
import { Section } from '@/components/ui/section';
import { viewAccount } from '@/lib/server/account';
import { blockedPeople } from '@/lib/server/blocks';
import { pageContext } from '@/lib/server/context';
import { waysIn } from '@/lib/server/me';
import { noticeSettings } from '@/lib/server/notices';

export const dynamic = 'force-dynamic';
export const metadata: Metadata = { title: 'Your account', robots: { index: false } };

export default async function AccountPage() {
  const ctx = await pageContext();
  const account = await viewAccount(ctx);
  if (!account) {
    return (
      <PageFrame>
        <AccountDoor waysIn={waysIn()} />
      </PageFrame>
    );
  }
  const [blocked, settings] = await Promise.all([blockedPeople(ctx), noticeSettings(ctx)]);
  return (
    <PageFrame>
      <AccountView account={account} waysIn={waysIn()}>
        <Section title="What you are told">
          <NoticeSettings {...settings} />
          <Link href="/notices" className={buttonClass('quiet', 'self-start')}>
            See your notices
          </Link>
        </Section>
        <BlocksSection people={blocked} />
        <ExportSection />
        <DeleteSection hasPassword={account.hasPassword} isGuest={account.role === 'guest'} />
      </AccountView>
    </PageFrame>
  );
}
