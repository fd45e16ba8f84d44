import { Notice } from '@/components/ui/notice';
import type { ReportedTake } from '@/lib/domain/moderation';
import { TakeSound } from './take-sound';
import { STATE_WORDS } from './words';

/** What was reported, also while it is hidden. */
export function ReportedSound({ take, voiceId }: { take: ReportedTake; voiceId: string }) {
  if (take.state === 'removed') return <Notice>This take is removed. Its sound is gone for good.</Notice>;
  const mix = take.mixUrl === null ? [] : [{ label: 'As it is heard, over what it answers', url: take.mixUrl }];
  return (
    <TakeSound
      take={take}
      voiceId={voiceId}
      note={STATE_WORDS[take.state]}
      sounds={[...mix, { label: 'This voice alone', url: take.stemUrl }]}
    />
  );
}
