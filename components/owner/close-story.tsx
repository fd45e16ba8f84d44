'use client';

import { Button } from '@/components/ui/button';
import { Notice } from '@/components/ui/notice';
import { closeStory } from '@/lib/actions/story';
import { useDeed } from './use-deed';

/** The canon is frozen, and may thaw. */
export function CloseStory({ storyId, isClosed }: { storyId: string; isClosed: boolean }) {
  const deed = useDeed();
  return (
    <div className="flex flex-col items-start gap-3">
      <p className="text-muted text-sm">
        {isClosed
          ? 'The canon is frozen: it is heard as it is, and nothing is added, liked or moved.'
          : 'A closed story is heard as it is: nothing is added, liked or moved any more. You can open it again.'}
      </p>
      <Button
        variant="quiet"
        busy={deed.isBusy}
        onClick={() => deed.do(() => closeStory({ storyId, isClosed: !isClosed }))}
      >
        {isClosed ? 'Open it again' : 'Close the story'}
      </Button>
      {deed.fault && <Notice kind="error">{deed.fault}</Notice>}
    </div>
  );
}
