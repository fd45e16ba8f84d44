'use client';

import { Button } from '@/components/ui/button';
import { Notice } from '@/components/ui/notice';
import { revokeInvitation } from '@/lib/actions/invitation';
import type { InvitationView } from '@/lib/domain/owned-story';
import { useDeed } from './use-deed';

/** Links that somebody can still come in by. */
export function InvitationList({ storyId, invitations }: { storyId: string; invitations: readonly InvitationView[] }) {
  const deed = useDeed();
  return (
    <div className="flex flex-col gap-2">
      <h3 className="font-medium text-muted text-sm">Open invitations</h3>
      <ul className="divide-y divide-line overflow-hidden rounded-2xl border border-line">
        {invitations.map(({ id, email, uses, mostUses, expiresAt }) => (
          <li key={id} className="flex items-center gap-3 py-1 pr-1 pl-4">
            <p className="flex min-w-0 flex-1 flex-col text-sm">
              <span className="truncate">{email ?? 'By link'}</span>
              <span className="text-muted text-xs">
                {mostUses === null ? `${uses} came` : `${uses} of ${mostUses} came`} · until{' '}
                <time dateTime={expiresAt}>{expiresAt.slice(0, 10)}</time>
              </span>
            </p>
            <Button
              variant="quiet"
              className="border-0"
              disabled={deed.isBusy}
              aria-label={`Revoke the invitation ${email ?? 'by link'}`}
              onClick={() => deed.do(() => revokeInvitation({ storyId, invitationId: id }))}
            >
              Revoke
            </Button>
          </li>
        ))}
      </ul>
      {deed.fault && <Notice kind="error">{deed.fault}</Notice>}
    </div>
  );
}
