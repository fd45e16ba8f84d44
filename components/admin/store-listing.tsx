'use client';

import { useState } from 'react';
import { Button } from '@/components/ui/button';
import { Notice } from '@/components/ui/notice';
import { listStore } from '@/lib/actions/admin';
import { counted } from '@/lib/timeline/clock-text';
import { useDeed } from './use-deed';

/** What the store itself has, counted when somebody wants to know. */
export function StoreListing() {
  const { act, isBusy, fault } = useDeed();
  const [said, setSaid] = useState('');
  const count = () =>
    act(async () => {
      const outcome = await listStore({});
      if (outcome.ok) setSaid(`${outcome.done.isWhole ? '' : 'More than '}${counted(outcome.done.files, 'file')}.`);
      return outcome;
    });
  return (
    <div className="flex flex-wrap items-center gap-3">
      <Button variant="quiet" busy={isBusy} onClick={count}>
        Count the store’s files
      </Button>
      <p role="status" className="text-sm tabular-nums">
        {said}
      </p>
      {fault && <Notice kind="error">{fault}</Notice>}
    </div>
  );
}
