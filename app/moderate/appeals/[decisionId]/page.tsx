import { notFound } from 'next/navigation';
import { AppealPage } from '@/components/moderation/appeal-page';
import { id } from '@/lib/domain/schemas';
import { readAppeal } from '@/lib/server/appeals';
import { pageContext } from '@/lib/server/context';
import { found } from '@/lib/server/found';

export const dynamic = 'force-dynamic';

type Props = { params: Promise<{ decisionId: string }> };

export default async function Page({ params }: Props) {
  const decisionId = id.safeParse((await params).decisionId);
  if (!decisionId.success) notFound();
  const view = await found(readAppeal(await pageContext(), { decisionId: decisionId.data }));
  return <AppealPage view={view} now={Date.now()} />;
}
