import type { Metadata } from 'next';
import { notFound } from 'next/navigation';
import { DecisionPage } from '@/components/moderation/decision-page';
import { PageFrame } from '@/components/shell/page-frame';
import { id } from '@/lib/domain/schemas';
import { readDecision } from '@/lib/server/appeals';
import { pageContext } from '@/lib/server/context';
import { found } from '@/lib/server/found';

export const dynamic = 'force-dynamic';
export const metadata: Metadata = { title: 'A decision', robots: { index: false } };

type Props = { params: Promise<{ decisionId: string }> };

/** What was decided about somebody's take or about them, for themselves alone. */
export default async function Page({ params }: Props) {
  const decisionId = id.safeParse((await params).decisionId);
  if (!decisionId.success) notFound();
  const decision = await found(readDecision(await pageContext(), { decisionId: decisionId.data }));
  return (
    <PageFrame>
      <DecisionPage decision={decision} />
    </PageFrame>
  );
}
