'use client';

import { useState } from 'react';
import { Button } from '@/components/ui/button';
import { Notice } from '@/components/ui/notice';
import { TextArea } from '@/components/ui/text-area';
import { suspend } from '@/lib/actions/admin';
import { REASON_MAX_CHARS } from '@/lib/domain/limits';
import { useDeed } from './use-deed';

type Props = { personId: string; name: string; isSuspended: boolean };

export function SuspendForm({ personId, name, isSuspended }: Props) {
  const [reason, setReason] = useState('');
  const { act, isBusy, fault } = useDeed();
  const kind = isSuspended ? 'unsuspend' : 'suspend';
  return (
    <form
      className="flex flex-col gap-4"
      onSubmit={(event) => {
        event.preventDefault();
        act(() => suspend({ personId, kind, reason }));
      }}
    >
      <p className="text-muted text-sm">
        {isSuspended
          ? 'They listen, and change nothing, until this is taken back.'
          : 'Who is suspended listens, and looks after what is theirs; nothing of theirs reaches others.'}
      </p>
      <TextArea
        label={`Why? ${name} reads this`}
        name="reason"
        required
        maxLength={REASON_MAX_CHARS}
        value={reason}
        onChange={(event) => setReason(event.target.value)}
      />
      {fault && <Notice kind="error">{fault}</Notice>}
      <Button type="submit" variant="quiet" busy={isBusy} disabled={reason.trim() === ''} className="self-start">
        {isSuspended ? 'End the suspension' : 'Suspend'}
      </Button>
    </form>
  );
}
