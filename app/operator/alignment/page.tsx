import type { Metadata } from 'next';
import { notFound } from 'next/navigation';
import { AlignmentTotalsView } from '@/components/operator/alignment-totals';
import { OperatorDoor } from '@/components/operator/operator-door';
import { PageFrame } from '@/components/shell/page-frame';
import { operatorDoor, readAlignmentTotals } from '@/lib/server/operator';

export const dynamic = 'force-dynamic';
export const metadata: Metadata = { title: 'In time', robots: { index: false } };

export default async function OperatorAlignmentPage() {
  const door = await operatorDoor();
  if (door === 'none') notFound();
  return (
    <PageFrame>
      {door === 'open' ? <AlignmentTotalsView totals={await readAlignmentTotals()} /> : <OperatorDoor />}
    </PageFrame>
  );
}
