'use client';

import { useEffect, useRef } from 'react';
import { useNavigate } from '@/components/ui/link';
import type { Form } from '@/lib/studio/ports';
import { announcement } from '@/lib/studio/words';
import { answerOf, type Opening } from './assemble';
import { RecordScreen } from './record-screen';
import { ReviewScreen } from './review-screen';
import { usePresence } from './use-presence';
import { usePublishForm } from './use-publish-form';
import { useStudio } from './use-studio';

export type StudioPerson = {
  actorName: string | null;
  /** Colours the person's own voice where it is known; else it is drawn in ink. */
  actorId: string | null;
};

type Props = StudioPerson & {
  opened: Opening;
  /** What an earlier visit has filled in. */
  form?: Form;
};

/** Where takes are made: record, review, publish. */
export function Studio({ opened, actorName, actorId, form }: Props) {
  const { replace } = useNavigate();
  const { state, studio, isVolatile } = useStudio(opened, replace);
  usePresence(state);
  const send = studio?.studio.send ?? (() => undefined);
  const publishForm = usePublishForm(actorName, form ?? null, (filledIn) => send({ type: 'note', form: filledIn }));
  const answer = answerOf(opened);
  const isReview = state.phase === 'reviewing' || state.phase === 'publishing' || state.phase === 'published';
  // The button that was pressed is gone: whoever uses the keyboard goes on from the top of the new screen.
  const main = useRef<HTMLElement>(null);
  const shown = useRef(isReview);
  useEffect(() => {
    if (shown.current !== isReview) main.current?.focus();
    shown.current = isReview;
  }, [isReview]);
  return (
    <main ref={main} id="main" tabIndex={-1} className="flex min-h-dvh flex-col outline-none">
      <p className="sr-only" aria-live="assertive">
        {announcement(state)}
      </p>
      {isReview && studio ? (
        <ReviewScreen
          state={state}
          player={studio.review}
          publishForm={publishForm}
          actorId={actorId}
          isVolatile={isVolatile}
          check={'left' in opened && opened.left.ids.takeId === state.draft.ids.takeId ? null : studio.check}
          send={send}
        />
      ) : (
        <RecordScreen
          state={state}
          answer={answer}
          live={studio?.live ?? null}
          check={studio?.check ?? null}
          send={send}
        />
      )}
    </main>
  );
}
