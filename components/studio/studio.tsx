'use client';

import { useRouter } from 'next/navigation';
import { useEffect, useRef } from 'react';
import type { Answer } from '@/lib/studio/aim';
import { announcement } from '@/lib/studio/words';
import { RecordScreen } from './record-screen';
import { ReviewScreen } from './review-screen';
import { usePublishForm } from './use-publish-form';
import { useStudio } from './use-studio';

type Props = {
  /** The take that is answered, or null for a seed. */
  answer: Answer | null;
  actorName: string | null;
  /** Colours the person's own voice where it is known; else it is drawn in ink. */
  actorId?: string | null;
};

/** Where takes are made: record, review, publish. */
export function Studio({ answer, actorName, actorId = null }: Props) {
  const router = useRouter();
  const { state, studio } = useStudio(answer, (url) => router.replace(url));
  const form = usePublishForm(actorName);
  const send = studio?.studio.send ?? (() => undefined);
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
        <ReviewScreen state={state} player={studio.review} form={form} actorId={actorId} send={send} />
      ) : (
        <RecordScreen state={state} answer={answer} live={studio?.live ?? null} send={send} />
      )}
    </main>
  );
}
