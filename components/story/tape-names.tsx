import { cn } from '@/components/ui/cn';
import { voiceStyle } from '@/components/ui/voice';
import type { PageTake } from '@/lib/domain/schemas';
import type { TapePart } from './tape-layout';

/** A flag where each take of one track begins: above the upper track, below the lower one. */
export function TapeNames({ tape, track }: { tape: TapePart<PageTake>; track: 0 | 1 }) {
  return (
    <div aria-hidden="true" className="relative h-7">
      {tape.strips
        .filter((strip) => strip.track === track)
        .map(({ take, fromX, labelPx }) => (
          <span
            key={take.id}
            className={cn(
              'voice absolute inset-y-0 flex border-voice border-l text-xs',
              track === 0 ? 'items-start' : 'items-end',
            )}
            style={{
              ...voiceStyle(take.author.id),
              left: `${(fromX / tape.width) * 100}%`,
              width: `${(labelPx / tape.width) * 100}%`,
            }}
          >
            {labelPx > 0 && (
              <bdi className="min-w-0 truncate pr-2 pl-1.5 font-medium text-voice-ink leading-tight">
                {take.author.name}
              </bdi>
            )}
          </span>
        ))}
    </div>
  );
}
