import { useEffect, useRef, useState } from 'react';
import { SignInLine } from '@/components/people/sign-in-line';
import { Button } from '@/components/ui/button';
import { WayLine } from '@/components/ui/way-line';
import { errorSentence } from '@/lib/domain/error-sentences';
import type { Progress, ReviewPort } from '@/lib/studio/ports';
import type { SoundCheckPort } from '@/lib/studio/sound-check';
import type { PersonEvent, Published, Publishing, Reviewing } from '@/lib/studio/state';
import { noticeSentence } from '@/lib/studio/words';
import { BAR } from './bar';
import { BrokenTake } from './broken-take';
import { ConfirmSheet } from './confirm-sheet';
import { deliveryOf } from './delivery';
import { PublishButtons, PublishFields } from './publish-form';
import { Refusal } from './refusal';
import { StudioHeader } from './studio-header';
import { TakeReview } from './take-review';
import { TakeTiming } from './take-timing';
import type { PublishForm } from './use-publish-form';

type Props = {
  state: Reviewing | Publishing | Published;
  player: ReviewPort;
  publishForm: PublishForm;
  actorId: string | null;
  /** The device refused the take: it goes with this page. */
  isVolatile: boolean;
  /** Null of a take that another page load recorded: what is measured now says nothing of it. */
  check: SoundCheckPort | null;
  send(event: PersonEvent): void;
};

/** Hear the take as it will be published, say what it is called, publish it. */
export function ReviewScreen({ state, player, publishForm, actorId, isVolatile, check, send }: Props) {
  const { draft } = state;
  const { answer } = draft.aim;
  const { form } = publishForm;
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

  const save = () => send({ type: 'save' });

  function publish() {
    setRefusedTitle(form.title);
    setAttempts((before) => before + 1);
    send({ type: 'publish', form });
  }

  return (
    <>
      <StudioHeader
        title="Your take"
        below={answer ? `Answering ${answer.parent.authorName}` : null}
        onClose={() => {
          if (isReviewing || !isVolatile) send({ type: 'cancel' });
        }}
      />
      <form
        noValidate
        className="mx-auto flex w-full max-w-xl flex-1 flex-col gap-6 px-4 pt-4 sm:pb-6"
        onSubmit={(event) => {
          event.preventDefault();
          publish();
        }}
      >
        {(!isBroken || draft.stem) && (
          <TakeReview
            draft={draft}
            playback={isReviewing ? state.playback : 'paused'}
            player={player}
            actorId={actorId}
            isEnabled={isReviewing}
            send={send}
          />
        )}
        {draft.rendering.at === 'broken' ? (
          <BrokenTake fault={draft.rendering.fault} notice={notice} onSave={save} />
        ) : (
          <>
            <TakeTiming
              draft={draft}
              playback={isReviewing ? state.playback : 'paused'}
              rendering={isReviewing ? draft.rendering : null}
              player={player}
              actorId={actorId}
              isEnabled={isReviewing}
              send={send}
              check={check}
            />
            <PublishFields
              isSeed={answer === null}
              titleRef={titleField}
              isEnabled={isReviewing}
              titleError={isTitleRefused && form.title === refusedTitle ? noticeSentence(notice) : null}
              publishForm={publishForm}
            />
            <SignInLine />
          </>
        )}
        <div className="flex-1" />
        <div className={BAR}>
          {!isBroken && wasRefused && <Refusal notice={notice} onSave={save} />}
          {isReviewing ? (
            <PublishButtons canPublish={!isBroken} onRetake={() => send({ type: 'retake' })} />
          ) : (
            <>
              <WayLine way={deliveryOf(state)} />
              {state.phase === 'publishing' && state.progress.station === 'waiting' && (
                <Waiting
                  progress={state.progress}
                  isVolatile={isVolatile}
                  onSave={save}
                  onLeave={() => send({ type: 'cancel' })}
                />
              )}
            </>
          )}
        </div>
      </form>
      {isReviewing && state.confirming && (
        <LeaveSheet confirming={state.confirming} isVolatile={isVolatile} send={send} />
      )}
    </>
  );
}

type WaitingProps = {
  progress: Extract<Progress, { station: 'waiting' }>;
  isVolatile: boolean;
  onSave(): void;
  onLeave(): void;
};

/** Nothing is left to do here: the app brings the take to the server by itself, from whatever page, if the device has it. */
function Waiting({ progress, isVolatile, onSave, onLeave }: WaitingProps) {
  const why = progress.for === 'network' || progress.code === null ? null : errorSentence(progress.code);
  return (
    <div className="flex flex-col gap-3" role="status">
      {isVolatile ? (
        <>
          <p className="text-sm text-warn">
            {why} This device could not keep your take: leave this page open until it is published, or save the file.
          </p>
          <Button variant="secondary" onClick={onSave}>
            Save the recording
          </Button>
        </>
      ) : (
        <>
          <p className="text-muted text-sm">
            {why ?? 'Your take is safe on this device. It publishes itself as soon as it can.'} You can leave this page.
          </p>
          <Button variant="secondary" onClick={onLeave}>
            See what is on its way
          </Button>
        </>
      )}
    </div>
  );
}

type LeaveProps = { confirming: 'retake' | 'leave'; isVolatile: boolean; send(event: PersonEvent): void };

function LeaveSheet({ confirming, isVolatile, send }: LeaveProps) {
  const stay = () => send({ type: 'dismiss' });
  const drop = () => send({ type: 'confirm' });
  if (confirming === 'retake') {
    return (
      <ConfirmSheet
        title="Start over?"
        text="This take is not published. It would be gone for good."
        keep="Keep it"
        go="Start over"
        onKeep={stay}
        onGo={drop}
        onClose={stay}
      />
    );
  }
  if (isVolatile) {
    return (
      <ConfirmSheet
        title="Leave without publishing?"
        text="This device could not keep your take. Save the file first, or it is gone for good."
        keep="Save the file"
        go="Discard"
        onKeep={() => {
          send({ type: 'save' });
          stay();
        }}
        onGo={drop}
        onClose={stay}
      />
    );
  }
  return (
    <ConfirmSheet
      title="Leave without publishing?"
      text="Keep the take on this device and go on with it later, or discard it for good."
      keep="Keep for later"
      go="Discard"
      onKeep={() => send({ type: 'keep' })}
      onGo={drop}
      onClose={stay}
    />
  );
}
