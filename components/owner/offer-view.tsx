'use client';

import { PageMessage } from '@/components/shell/page-message';
import { Button, buttonClass } from '@/components/ui/button';
import { Link, useNavigate } from '@/components/ui/link';
import { Notice } from '@/components/ui/notice';
import { answerStoryOffer } from '@/lib/actions/story';
import type { StoryOffer } from '@/lib/domain/owned-story';
import { counted } from '@/lib/timeline/clock-text';
import { useDeed } from './use-deed';

/** Somebody is asked to own a story from now on. */
export function OfferView({ offer: { storyId, title, ownerName, voiceCount } }: { offer: StoryOffer }) {
  const deed = useDeed();
  const { push } = useNavigate();
  const answer = (isTaken: boolean) =>
    deed.do(
      () => answerStoryOffer({ storyId, isTaken }),
      () => !isTaken && push(`/s/${storyId}`),
    );
  return (
    <PageMessage
      title={`${ownerName} hands “${title}” over to you`}
      action={
        <>
          <Button busy={deed.isBusy} onClick={() => answer(true)}>
            Take it on
          </Button>
          <Button variant="quiet" disabled={deed.isBusy} onClick={() => answer(false)}>
            No, thank you
          </Button>
          <Link href={`/s/${storyId}`} className={buttonClass('quiet')}>
            Hear it first
          </Link>
        </>
      }
    >
      <p>
        A story of {counted(voiceCount, 'voice')}. Its owner says who hears it and who answers, and can close it.{' '}
        {ownerName} stays in it.
      </p>
      {deed.fault && (
        <Notice kind="error" className="mt-4">
          {deed.fault}
        </Notice>
      )}
    </PageMessage>
  );
}
