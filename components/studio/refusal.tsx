import { SignInToPublish } from '@/components/people/sign-in-to-publish';
import { buttonClass } from '@/components/ui/button';
import { Notice } from '@/components/ui/notice';
import type { Notice as StudioNotice } from '@/lib/studio/state';
import { noticeSentence } from '@/lib/studio/words';

/** Trying again would end the same way: these come with a way to keep what was said. */
const FINAL: ReadonlySet<StudioNotice> = new Set([
  'parent_not_found',
  'story_not_found',
  'take_conflict',
  'take_not_shown',
  'too_deep',
  'forbidden',
  'suspended',
  'blocked',
  'invited_only',
  'story_closed',
  'story_too_deep',
  'story_take_too_long',
  'story_takes_each',
  'storage_used_up',
]);
/** The take lives in this page alone: it may be published as ever, or saved as a file. */
const IN_THIS_PAGE: ReadonlySet<StudioNotice> = new Set(['device_full', 'device_store_failed']);
/** These are about the recording, not about publishing it. */
const NOT_REFUSED: ReadonlySet<StudioNotice> = new Set([
  'limit_reached',
  'file_cut',
  'devices_changed',
  'headset_connected',
  'headset_removed',
  'bluetooth_connected',
  'recording_interrupted',
  'microphone_lost',
  'recording_failed',
  'playback_failed',
]);

type Props = { notice: StudioNotice; onSave(): void };

/** Why the take is not published yet, or what happened to it, and what to do. Stands inside the form that publishes. */
export function Refusal({ notice, onSave }: Props) {
  if (NOT_REFUSED.has(notice)) return <Notice kind="warn">{noticeSentence(notice)}</Notice>;
  const save = (
    <button type="button" className={buttonClass('quiet')} onClick={onSave}>
      Save the recording
    </button>
  );
  if (IN_THIS_PAGE.has(notice)) {
    return (
      <Notice kind="warn" action={save}>
        {noticeSentence(notice)}
      </Notice>
    );
  }
  const action = FINAL.has(notice) ? (
    save
  ) : notice === 'members_only' ? (
    <SignInToPublish />
  ) : (
    <button type="submit" className={buttonClass('quiet')}>
      Try again
    </button>
  );
  return (
    <Notice kind="error" action={action}>
      {noticeSentence(notice)}
    </Notice>
  );
}
