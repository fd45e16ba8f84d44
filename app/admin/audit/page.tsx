import { z } from 'zod';
import { AdminHead } from '@/components/admin/admin-head';
import { AuditView } from '@/components/admin/audit-view';
import { readAudit } from '@/lib/server/admin';
import { pageContext } from '@/lib/server/context';
import { found, textsOf } from '@/lib/server/found';

export const dynamic = 'force-dynamic';

type Props = { searchParams: Promise<Record<string, string | string[] | undefined>> };

const FIELDS = ['actor', 'action', 'subject', 'address', 'from', 'to'] as const;
const day = z.iso.date().optional().catch(undefined);
const text = z.string().trim().min(1).optional().catch(undefined);

export default async function AdminAuditPage({ searchParams }: Props) {
  const { cursor, ...asked } = await textsOf(searchParams, [...FIELDS, 'cursor']);
  // What cannot be looked for is left out.
  const search = {
    actor: text.parse(asked.actor),
    action: text.parse(asked.action),
    subjectId: text.parse(asked.subject),
    address: text.parse(asked.address),
    from: day.parse(asked.from),
    to: day.parse(asked.to),
  };
  const page = await found(readAudit(await pageContext(), { ...search, cursor }));
  return (
    <AdminHead here="/admin/audit">
      <AuditView {...page} asked={asked} now={Date.now()} />
    </AdminHead>
  );
}
