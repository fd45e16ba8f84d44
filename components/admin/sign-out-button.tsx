'use client';

import { Button } from '@/components/ui/button';
import { Notice } from '@/components/ui/notice';
import { signOutEverywhere } from '@/lib/actions/admin';
import { useDeed } from './use-deed';

export function SignOutButton({ personId }: { personId: string }) {
  const { act, isBusy, fault } = useDeed();
  return (
    <>
      <p className="text-muted text-sm">Signs them out on every device, as when somebody else has their password.</p>
      {fault && <Notice kind="error">{fault}</Notice>}
      <Button
        variant="quiet"
        busy={isBusy}
        className="self-start"
        onClick={() => act(() => signOutEverywhere({ personId }))}
      >
        End all sessions
      </Button>
    </>
  );
}
