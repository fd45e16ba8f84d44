'use client';

import { useState } from 'react';
import { Button } from '@/components/ui/button';
import { Notice } from '@/components/ui/notice';
import { Sheet } from '@/components/ui/sheet';
import { TextField } from '@/components/ui/text-field';
import { deleteStory, restoreStory } from '@/lib/actions/story';
import { KEEP_DELETED_DAYS } from '@/lib/domain/limits';
import { counted } from '@/lib/timeline/clock-text';
import { useDeed } from './use-deed';

type Props = { storyId: string; title: string; takeCount: number; voiceCount: number };

/** Its end, after a second step. */
export function DeleteStory({ storyId, title, takeCount, voiceCount }: Props) {
  const deed = useDeed();
  const [isAsking, setAsking] = useState(false);
  const [typed, setTyped] = useState('');
  const others = voiceCount - 1;
  return (
    <div className="flex flex-col items-start gap-3">
      <p className="text-muted text-sm">
        Nobody hears it from then on. You can have it back for {KEEP_DELETED_DAYS} days; then all of it is gone for good
        {others > 0 && `, with what ${others === 1 ? 'another voice has' : `${others} other voices have`} told in it`}.
      </p>
      <Button variant="quiet" busy={deed.isBusy} onClick={() => setAsking(true)}>
        Delete the story
      </Button>
      {deed.fault && <Notice kind="error">{deed.fault}</Notice>}
      {isAsking && (
        <Sheet title="Delete the story?" onClose={() => setAsking(false)}>
          <form
            className="mt-2 flex flex-col gap-3"
            onSubmit={(event) => {
              event.preventDefault();
              setAsking(false);
              deed.do(() => deleteStory({ storyId, title }));
            }}
          >
            <p className="text-sm">
              {counted(takeCount, 'take')} of {counted(voiceCount, 'voice')}. To hand it over instead, close this.
            </p>
            <TextField
              data-first
              label="Type its title"
              hint={title}
              autoComplete="off"
              value={typed}
              onChange={(event) => setTyped(event.target.value)}
            />
            <Button type="submit" disabled={typed.trim() !== title}>
              Delete it
            </Button>
          </form>
        </Sheet>
      )}
    </div>
  );
}

/** What is left of the page of a story that is deleted: the way back. */
export function DeletedStory({ storyId, title, goneAt }: { storyId: string; title: string; goneAt: string }) {
  const deed = useDeed();
  return (
    <section className="flex flex-col items-start gap-4 py-8">
      <h1 className="font-semibold text-xl tracking-tight">
        “<bdi>{title}</bdi>” is deleted
      </h1>
      <p className="text-muted">
        Nobody hears it. You can have it back until <time dateTime={goneAt}>{goneAt.slice(0, 10)}</time>; then all of it
        is gone for good.
      </p>
      <Button busy={deed.isBusy} onClick={() => deed.do(() => restoreStory({ storyId }))}>
        Have it back
      </Button>
      {deed.fault && <Notice kind="error">{deed.fault}</Notice>}
    </section>
  );
}
