import { useEffect, useRef, useState } from 'react';
import type { ReviewPort } from '@/lib/studio/ports';
import type { PersonEvent, Published, Publishing, Reviewing } from '@/lib/studio/state';
import { noticeSentence } from '@/lib/studio/words';
import { AlignmentLine } from './alignment-line';
import { BAR } from './bar';
import { BrokenTake } from './broken-take';
import { ConfirmSheet } from './confirm-sheet';
import { DeliveryLine } from './delivery-line';
import { PublishButtons, PublishFields } from './publish-form';
import { Refusal } from './refusal';
import { StudioHeader } from './studio-header';
import { TakeReview } from './take-review';
import type { PublishForm } from './use-publish-form';

type Props = {
  state: Reviewing | Publishing | Published;
  player: ReviewPort;
  form: PublishForm;
  actorId: string | null;
  send(event: PersonEvent): void;
};

/** Hear the take as it will be published, say what it is called, publish it. */
export function ReviewScreen({ state, player, form, actorId, send }: Props) {
  const { draft } = state;
  const { answer } = draft.aim;
  const { title, name, isListed } = form;
  const [refusedTitle, setRefusedTitle] = useState<string | null>(null);
  const [attempts, setAttempts] = useState(0);
  const isReviewing = state.phase === 'reviewing';
  const notice = isReviewing ? state.notice : null;
  const isBroken = draft.rendering.at === 'broken';
  const isTitleRefused = notice === 'title_missing' || notice === 'title_invalid';
  const wasRefused = notice !== null && !isTitleRefused;

  const titleField = useRef<HTMLInputElement>(null);
  useEffect(() => {
    if (isTitleRefused && attempts > 0) titleField.current?.focus();
  }, [isTitleRefused, attempts]);

  function publish() {
    setRefusedTitle(title);
    setAttempts((before) => before + 1);
    send({ type: 'publish', form: { title, name, visibility: isListed ? 'public' : 'unlisted' } });
  }

  return (
    <>
      <StudioHeader
        title="Your take"
        below={answer ? `Answering ${answer.parent.authorName}` : null}
        onClose={() => send({ type: 'cancel' })}
      />
      <form
        noValidate
        className="mx-auto flex w-full max-w-xl flex-1 flex-col gap-6 px-4 pt-4 sm:pb-6"
        onSubmit={(event) => {
          event.preventDefault();
          publish();
        }}
      >
        {draft.rendering.at === 'broken' ? (
          <BrokenTake fault={draft.rendering.fault} notice={notice} onSave={() => send({ type: 'save' })} />
        ) : (
          <>
            <TakeReview
              draft={draft}
              playback={isReviewing ? state.playback : 'paused'}
              player={player}
              actorId={actorId}
              isEnabled={isReviewing}
              send={send}
            />
            <AlignmentLine alignment={draft.recorded.alignment} rendering={isReviewing ? draft.rendering : null} />
            <PublishFields
              isSeed={answer === null}
              titleRef={titleField}
              isEnabled={isReviewing}
              titleError={isTitleRefused && title === refusedTitle ? noticeSentence(notice) : null}
              form={form}
            />
          </>
        )}
        <div className="flex-1" />
        <div className={BAR}>
          {!isBroken && wasRefused && <Refusal notice={notice} onSave={() => send({ type: 'save' })} />}
          {isReviewing ? (
            <PublishButtons canPublish={!isBroken} onRetake={() => send({ type: 'retake' })} />
          ) : (
            <DeliveryLine state={state} />
          )}
        </div>
      </form>
      {isReviewing && state.confirming && <LeaveSheet confirming={state.confirming} send={send} />}
    </>
  );
}

function LeaveSheet({ confirming, send }: { confirming: 'retake' | 'discard'; send(event: PersonEvent): void }) {
  const isRetake = confirming === 'retake';
  return (
    <ConfirmSheet
      title={isRetake ? 'Start over?' : 'Leave without publishing?'}
      text="This take is not published. It would be gone for good."
      keep="Keep it"
      go={isRetake ? 'Start over' : 'Discard'}
      onKeep={() => send({ type: 'dismiss' })}
      onGo={() => send({ type: 'confirm' })}
    />
  );
}
