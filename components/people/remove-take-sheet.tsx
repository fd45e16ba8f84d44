import { useId, useState } from 'react';
import { useWork } from '@/components/device/use-work';
import { Button } from '@/components/ui/button';
import { Notice } from '@/components/ui/notice';
import { Sheet } from '@/components/ui/sheet';
import { removeTake } from '@/lib/actions/takes';
import { asked, faultSentence } from './asked';

type Props = { storyId: string; takeId: string; onClose(): void };

/** The last question before an author's take is gone. */
export function RemoveTakeSheet({ storyId, takeId, onClose }: Props) {
  const textId = useId();
  const work = useWork();
  const [isDone, setDone] = useState(false);
  const remove = () =>
    work.run(async () => {
      await asked(removeTake({ storyId, takeId }));
      setDone(true);
    });

  if (isDone)
    return (
      <Sheet title="Your take is removed" onClose={onClose}>
        <p ref={(line) => line?.focus()} tabIndex={-1} className="mt-2 text-muted outline-none">
          Nobody hears it any more. Its place stays, and so does what answers it; in a moment that sounds without you.
        </p>
      </Sheet>
    );
  return (
    <Sheet title="Remove your take?" onClose={onClose} closeLabel="Back" describedBy={textId}>
      <div id={textId} className="mt-1 flex flex-col gap-2 text-muted text-sm">
        <p>Your voice goes for good, out of the ends that others answered over too. Its likes go with it.</p>
        <p>Its place stays, with silence in it, and so do the takes that answer it.</p>
      </div>
      {work.fault && (
        <Notice kind="error" className="mt-4">
          {faultSentence(work.fault)}
        </Notice>
      )}
      <div className="mt-5 grid grid-cols-2 gap-3">
        <Button variant="quiet" className="px-2" busy={work.isBusy} onClick={remove}>
          Remove
        </Button>
        <Button data-first className="px-2" onClick={onClose}>
          Keep
        </Button>
      </div>
    </Sheet>
  );
}
