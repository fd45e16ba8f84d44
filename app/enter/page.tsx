import type { Metadata } from 'next';
import { EnterView } from '@/components/people/enter-view';
import { PageFrame } from '@/components/shell/page-frame';
import { isErrorCode } from '@/lib/domain/error-codes';

export const dynamic = 'force-dynamic';
export const metadata: Metadata = { title: 'Come in', robots: { index: false }, referrer: 'no-referrer' };

type Props = { searchParams: Promise<{ [name: string]: string | string[] | undefined }> };

/** Where links that came by mail lead, and windows in which one signed in elsewhere end. */
export default async function EnterPage({ searchParams }: Props) {
  const { for: wanted, error } = await searchParams;
  const fault = error === undefined ? null : isErrorCode(error) ? error : 'unexpected';
  return (
    <PageFrame>
      <EnterView wanted={typeof wanted === 'string' ? wanted : ''} fault={fault} />
    </PageFrame>
  );
}
