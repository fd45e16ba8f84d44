'use client';

import { useState } from 'react';
import { Button } from '@/components/ui/button';
import { ChoiceList } from '@/components/ui/choice-list';
import { Notice } from '@/components/ui/notice';
import { appoint } from '@/lib/actions/admin';
import type { Role } from '@/lib/domain/people';
import { useDeed } from './use-deed';

type Appointed = Exclude<Role, 'guest'>;
const ROLES: { value: Appointed; label: string; hint: string }[] = [
  { value: 'member', label: 'Member', hint: 'Tells stories.' },
  { value: 'moderator', label: 'Moderator', hint: 'Looks after what is reported.' },
  { value: 'admin', label: 'Admin', hint: 'Runs this place.' },
];

export function AppointForm({ personId, role }: { personId: string; role: Appointed }) {
  const [chosen, setChosen] = useState<Appointed>(role);
  const { act, isBusy, fault } = useDeed();
  return (
    <form
      className="flex flex-col gap-4"
      onSubmit={(event) => {
        event.preventDefault();
        act(() => appoint({ personId, role: chosen }));
      }}
    >
      <ChoiceList legend="What they are here" name="role" options={ROLES} value={chosen} onChange={setChosen} />
      {fault && <Notice kind="error">{fault}</Notice>}
      <Button type="submit" busy={isBusy} disabled={chosen === role} className="self-start">
        Appoint
      </Button>
    </form>
  );
}
