'use client';

import { Button } from '@/components/ui/button';
import { Notice } from '@/components/ui/notice';
import { voiceStyle } from '@/components/ui/voice';
import { removeMember } from '@/lib/actions/story';
import type { Someone } from '@/lib/domain/owned-story';
import { useDeed } from './use-deed';

/** Who has come in by an invitation. */
export function MemberList({ storyId, members }: { storyId: string; members: readonly Someone[] }) {
  const deed = useDeed();
  return (
    <div className="flex flex-col gap-2">
      <h3 className="font-medium text-muted text-sm">Who came in</h3>
      <p className="text-muted text-sm">Whoever you remove needs a new invitation to come back.</p>
      <ul className="divide-y divide-line overflow-hidden rounded-2xl border border-line">
        {members.map(({ id, name }) => (
          <li key={id} style={voiceStyle(id)} className="voice flex items-center gap-3 py-1 pr-1 pl-4">
            <bdi className="min-w-0 flex-1 truncate font-medium text-sm text-voice-ink">{name}</bdi>
            <Button
              variant="quiet"
              className="border-0"
              disabled={deed.isBusy}
              aria-label={`Remove ${name}`}
              onClick={() => deed.do(() => removeMember({ storyId, personId: id }))}
            >
              Remove
            </Button>
          </li>
        ))}
      </ul>
      {deed.fault && <Notice kind="error">{deed.fault}</Notice>}
    </div>
  );
}
