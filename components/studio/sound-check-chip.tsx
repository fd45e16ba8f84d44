import { useId } from 'react';
import { cn } from '@/components/ui/cn';
import type { SoundCheckPort } from '@/lib/studio/sound-check';
import { lightOf, routeText } from '@/lib/studio/sound-words';
import { SoundCheckSheet } from './sound-check-sheet';
import { useSoundCheck } from './use-sound-check';

const LIGHTS = { good: 'bg-ok', fair: 'bg-warn', unknown: 'bg-line-strong' } as const;

type Props = { check: SoundCheckPort; isOffered: boolean; isOpen: boolean; onOpen(): void; onClose(): void };

/** The way into the sound check, and in small type what sound goes through. Keeps its place when it is not offered. */
export function SoundCheckChip({ check, isOffered, isOpen, onOpen, onClose }: Props) {
  const state = useSoundCheck(check);
  const routeId = useId();
  const route = routeText(state);
  return (
    <div className={cn('flex min-w-0 flex-col items-center', !isOffered && 'invisible')}>
      <button
        type="button"
        disabled={!isOffered}
        aria-label="Sound check"
        aria-describedby={routeId}
        aria-haspopup="dialog"
        onClick={onOpen}
        className="flex min-h-12 min-w-0 max-w-full items-center gap-2 rounded-full px-4 text-muted text-sm hover:text-ink"
      >
        <span aria-hidden="true" className={cn('size-2 shrink-0 rounded-full', LIGHTS[lightOf(state)])} />
        <span className="truncate underline underline-offset-4">Sound check</span>
      </button>
      <p id={routeId} className="-mt-2 min-h-4 max-w-44 truncate px-2 text-muted text-xs">
        {route ?? ''}
      </p>
      {isOpen && <SoundCheckSheet check={check} onClose={onClose} />}
    </div>
  );
}
