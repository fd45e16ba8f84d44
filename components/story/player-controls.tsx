import { Ellipsis, Moon, SkipBack, SkipForward } from 'lucide-react';
import { useState } from 'react';
import { IconButton } from '@/components/ui/icon-button';
import { formatTime } from '@/lib/timeline/clock-text';
import type { Listening } from './use-listening';

type Props = {
  listening: Listening;
  onPrevious(): void;
  onNext(): void;
  onMore(): void;
};

/** The quiet row under the tape; what is rarer is behind the dots. */
export function PlayerControls({ listening, onPrevious, onNext, onMore }: Props) {
  const { choices, nextRate, sleep } = listening;
  const [wasChanged, setChanged] = useState(false);
  return (
    <div className="-mx-3 flex items-center">
      <IconButton icon={SkipBack} label="Previous take" onClick={onPrevious} />
      <IconButton icon={SkipForward} label="Next take" onClick={onNext} />
      <button
        type="button"
        aria-label={`Speed ${choices.rate}×`}
        title="Speed"
        onClick={() => {
          nextRate();
          setChanged(true);
        }}
        className="h-12 min-w-12 touch-manipulation rounded-full px-2 font-semibold text-sm tabular-nums transition-colors hover:bg-raised"
      >
        {choices.rate}×
      </button>
      <span aria-live="polite" className="sr-only">
        {wasChanged && `Speed ${choices.rate}×`}
      </span>
      {choices.skipsSilence && <span className="px-1 text-muted text-xs">no silences</span>}
      <span className="flex-1" />
      {sleep.choice !== null && (
        <span className="flex items-center gap-1 px-1 text-muted text-xs tabular-nums">
          <Moon aria-hidden size={14} />
          <span className="sr-only">Sleep timer</span>
          {sleep.leftMs === null ? 'at the end' : formatTime(sleep.leftMs)}
        </span>
      )}
      <IconButton icon={Ellipsis} label="More ways to listen" onClick={onMore} />
    </div>
  );
}
