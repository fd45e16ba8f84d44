'use client';

import { useState } from 'react';
import { Button } from '@/components/ui/button';
import { Notice } from '@/components/ui/notice';
import { Sheet } from '@/components/ui/sheet';
import { TextArea } from '@/components/ui/text-area';
import { Time } from '@/components/ui/time';
import { voiceStyle } from '@/components/ui/voice';
import { letTakeIn, refuseTake } from '@/lib/actions/story';
import { REASON_MAX_CHARS } from '@/lib/domain/limits';
import type { WaitingTake } from '@/lib/domain/owned-story';
import { useDeed } from './use-deed';

/** What others have recorded, and nobody but the owner hears yet. */
export function WaitingList({ storyId, waiting }: { storyId: string; waiting: readonly WaitingTake[] }) {
  return (
    <ol className="flex flex-col gap-3">
      {waiting.map((take) => (
        <li key={take.id}>
          <WaitingCard storyId={storyId} take={take} />
        </li>
      ))}
    </ol>
  );
}

function WaitingCard({ storyId, take }: { storyId: string; take: WaitingTake }) {
  const deed = useDeed();
  const [isRefusing, setRefusing] = useState(false);
  const [words, setWords] = useState('');
  const one = { storyId, takeId: take.id };
  return (
    <article
      aria-label={`A take of ${take.authorName}`}
      className="voice flex flex-col gap-3 rounded-3xl border border-line bg-surface p-5"
      style={voiceStyle(take.authorId)}
    >
      <p className="flex items-baseline gap-3 text-sm">
        <bdi className="min-w-0 flex-1 truncate font-medium text-base text-voice-ink">{take.authorName}</bdi>
        <a
          href={`/s/${storyId}/${take.parentId}`}
          className="-my-3 inline-flex min-h-12 items-center text-muted underline underline-offset-4"
        >
          What it answers
        </a>
        <Time ms={take.durationMs} className="text-muted" />
      </p>
      {/* biome-ignore lint/a11y/useMediaCaption: nobody has written down what is said */}
      <audio controls preload="none" src={take.soundUrl} aria-label={take.authorName} className="h-12 w-full" />
      {deed.fault && <Notice kind="error">{deed.fault}</Notice>}
      <div className="grid grid-cols-2 gap-3">
        <Button variant="quiet" disabled={deed.isBusy} onClick={() => setRefusing(true)}>
          Not this one
        </Button>
        <Button busy={deed.isBusy} onClick={() => deed.do(() => letTakeIn(one))}>
          Let it in
        </Button>
      </div>
      {isRefusing && (
        <Sheet title="Not this one?" onClose={() => setRefusing(false)}>
          <form
            className="mt-2 flex flex-col gap-3"
            onSubmit={(event) => {
              event.preventDefault();
              setRefusing(false);
              deed.do(() => refuseTake({ ...one, words }));
            }}
          >
            <TextArea
              data-first
              label={`Why? ${take.authorName} reads this`}
              hint="They can have it back for thirty days; then it is gone."
              maxLength={REASON_MAX_CHARS}
              value={words}
              onChange={(event) => setWords(event.target.value)}
            />
            <Button type="submit" className="self-start">
              Do not take it
            </Button>
          </form>
        </Sheet>
      )}
    </article>
  );
}
