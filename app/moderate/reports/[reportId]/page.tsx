import { notFound } from 'next/navigation';
import { CasePage } from '@/components/moderation/case-page';
import { id } from '@/lib/domain/schemas';
import { readCase } from '@/lib/server/cases';
import { pageContext } from '@/lib/server/context';
import { found } from '@/lib/server/found';

export const dynamic = 'force-dynamic';

type Props = { params: Promise<{ reportId: string }> };

export default async function ReportPage({ params }: Props) {
  const reportId = id.safeParse((await params).reportId);
  if (!reportId.success) notFound();
  return <CasePage view={await found(readCase(await pageContext(), { reportId: reportId.data }))} now={Date.now()} />;
}
