import type { Metadata } from 'next';
import { redirect } from 'next/navigation';
import { AcceptForm } from '@/components/owner/accept-form';
import { PageFrame } from '@/components/shell/page-frame';
import { PageMessage } from '@/components/shell/page-message';
import { buttonClass } from '@/components/ui/button';
import { Link } from '@/components/ui/link';
import { errorSentence } from '@/lib/domain/error-sentences';
import { id } from '@/lib/domain/schemas';
import { pageContext } from '@/lib/server/context';
import { offerTo } from '@/lib/server/handover';
import { readInvitation } from '@/lib/server/invitations';

export const dynamic = 'force-dynamic';
export const metadata: Metadata = { title: 'An invitation', robots: { index: false }, referrer: 'no-referrer' };

export default async function InvitePage({ params }: { params: Promise<{ token: string }> }) {
  const { token } = await params;
  const ctx = await pageContext();
  // From a notice, which knows the story and no token: it may be a story that is to be theirs.
  const storyId = id.safeParse(token);
  if (storyId.success && (await offerTo(ctx, { storyId: storyId.data }))) redirect(`/owner/${storyId.data}`);
  const invited = await readInvitation(ctx, { token });
  if (invited.state === 'in') redirect(`/s/${invited.storyId}`);
  return (
    <PageFrame>
      {invited.state === 'open' ? (
        <PageMessage
          title={`${invited.inviterName} invites you to “${invited.title}”`}
          action={<AcceptForm token={token} actorName={ctx.actor?.name ?? null} />}
        >
          A story told aloud by many voices. Listen, and answer with your own.
        </PageMessage>
      ) : (
        <PageMessage
          title="This invitation is over."
          action={
            <Link href="/" className={buttonClass('primary')}>
              All stories
            </Link>
          }
        >
          {errorSentence('invitation_over')}
        </PageMessage>
      )}
    </PageFrame>
  );
}
