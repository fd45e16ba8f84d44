import type { Metadata } from 'next';
import { notFound } from 'next/navigation';
import { OfferView } from '@/components/owner/offer-view';
import { OwnerView } from '@/components/owner/owner-view';
import { PageFrame } from '@/components/shell/page-frame';
import { AppError } from '@/lib/domain/errors';
import { id } from '@/lib/domain/schemas';
import { pageContext } from '@/lib/server/context';
import { offerTo } from '@/lib/server/handover';
import { mailsInvitations } from '@/lib/server/invitations';
import { ownerPage } from '@/lib/server/ownership';

export const dynamic = 'force-dynamic';
export const metadata: Metadata = { title: 'Your story', robots: { index: false } };

export default async function Page({ params }: { params: Promise<{ storyId: string }> }) {
  const storyId = id.safeParse((await params).storyId);
  if (!storyId.success) notFound();
  const asked = { storyId: storyId.data };
  const ctx = await pageContext();
  const offer = await offerTo(ctx, asked);
  if (offer) {
    return (
      <PageFrame>
        <OfferView offer={offer} />
      </PageFrame>
    );
  }
  const page = await ownerPage(ctx, asked).catch((cause: unknown) => {
    if (cause instanceof AppError && cause.code === 'story_not_found') notFound();
    throw cause;
  });
  return (
    <PageFrame>
      <div className="mx-auto flex w-full max-w-xl flex-col gap-10 pt-4 pb-16 lg:pt-8">
        <OwnerView {...page} isMailOn={await mailsInvitations(ctx)} />
      </div>
    </PageFrame>
  );
}
