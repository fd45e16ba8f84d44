'use client';

import { useState } from 'react';
import { Button } from '@/components/ui/button';
import { ChoiceList } from '@/components/ui/choice-list';
import { Notice } from '@/components/ui/notice';
import { offerStory } from '@/lib/actions/story';
import type { Someone } from '@/lib/domain/owned-story';
import { useDeed } from './use-deed';

type Props = { storyId: string; heirs: readonly Someone[]; handedTo: Someone | null };

/** To somebody who is in the story and has an account; they are asked. */
export function HandOver({ storyId, heirs, handedTo }: Props) {
  const deed = useDeed();
  const [heir, setHeir] = useState<string | null>(null);
  const fault = deed.fault && <Notice kind="error">{deed.fault}</Notice>;
  if (handedTo) {
    return (
      <div className="flex flex-col items-start gap-3">
        <p className="text-muted text-sm">
          <bdi className="text-ink">{handedTo.name}</bdi> is asked to own it from now on. Until they say yes, it is
          yours.
        </p>
        <Button
          variant="quiet"
          busy={deed.isBusy}
          onClick={() => deed.do(() => offerStory({ storyId, personId: null }))}
        >
          Keep it after all
        </Button>
        {fault}
      </div>
    );
  }
  if (heirs.length === 0) {
    return (
      <p className="text-muted text-sm">
        Nobody with an account is in it besides you. Invite somebody; once they came in, you can hand it over to them.
      </p>
    );
  }
  return (
    <form
      className="flex flex-col items-start gap-3"
      onSubmit={(event) => {
        event.preventDefault();
        deed.do(() => offerStory({ storyId, personId: heir }));
      }}
    >
      <p className="text-muted text-sm">
        They are asked, and own it once they say yes. You stay in it, as somebody who was invited.
      </p>
      <ChoiceList
        legend="To whom?"
        name="heir"
        options={heirs.map(({ id, name }) => ({ value: id, label: name }))}
        value={heir}
        onChange={setHeir}
        className="max-h-80 w-full overflow-y-auto"
      />
      <Button type="submit" variant="quiet" busy={deed.isBusy} disabled={heir === null}>
        Hand it over
      </Button>
      {fault}
    </form>
  );
}
