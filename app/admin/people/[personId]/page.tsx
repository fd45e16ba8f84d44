import { notFound } from 'next/navigation';
import { AdminHead } from '@/components/admin/admin-head';
import { PersonView } from '@/components/admin/person-view';
import { id } from '@/lib/domain/schemas';
import { readAdminPerson } from '@/lib/server/admin';
import { pageContext } from '@/lib/server/context';
import { found } from '@/lib/server/found';

export const dynamic = 'force-dynamic';

type Props = { params: Promise<{ personId: string }> };

export default async function AdminPersonPage({ params }: Props) {
  const personId = id.safeParse((await params).personId);
  if (!personId.success) notFound();
  const person = await found(readAdminPerson(await pageContext(), { personId: personId.data }));
  return (
    <AdminHead here="/admin/people">
      <PersonView person={person} now={Date.now()} />
    </AdminHead>
  );
}
