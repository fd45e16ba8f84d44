import { cn } from '@/components/ui/cn';
import { voiceStyle } from '@/components/ui/voice';
import { BAR_PX, barPath } from '@/components/ui/waveform-bars';
import type { PageTake } from '@/lib/domain/schemas';
import type { TapePart } from './tape-layout';

const TRACK_PX = 80;
const TRACK_GAP_PX = 8;
const SINGLE_PX = 152;

type Props = { tape: TapePart<PageTake>; isSingle: boolean };

/** The path as bars: once pale, once lit and clipped to what has been heard. */
export function TapeWave({ tape, isSingle }: Props) {
  const { fromX, toX } = tape.window;
  const span = Math.max(1, toX - fromX);
  const height = isSingle ? SINGLE_PX : 2 * TRACK_PX + TRACK_GAP_PX;
  const trackHeight = isSingle ? SINGLE_PX : TRACK_PX;
  const bars = tape.strips.map(({ take, fromX, width, track }) => (
    <path
      key={take.id}
      className="voice stroke-voice"
      style={voiceStyle(take.author.id)}
      d={barPath(take.peaks, {
        fromX,
        width,
        centerY: trackHeight / 2 + track * (TRACK_PX + TRACK_GAP_PX),
        height: trackHeight,
      })}
    />
  ));
  const layer = (className: string) => (
    <svg
      aria-hidden="true"
      viewBox={`${fromX} 0 ${span} ${height}`}
      preserveAspectRatio="none"
      className={cn('absolute inset-y-0 h-full overflow-visible', className)}
      style={{
        left: `${(fromX / tape.width) * 100}%`,
        width: `${(span / tape.width) * 100}%`,
        '--tape-from': fromX / span,
        '--tape-whole': tape.width / span,
      }}
      fill="none"
      strokeWidth={BAR_PX}
      strokeLinecap="round"
    >
      {bars}
    </svg>
  );
  return (
    <div className={cn('relative', isSingle ? 'h-38 short:h-24' : 'h-42 short:h-26')}>
      {tape.overlaps.map(({ take, fromX, width }) => (
        <div
          key={take.id}
          className="absolute -inset-y-1 rounded-md bg-raised"
          style={{ left: `${(fromX / tape.width) * 100}%`, width: `${(width / tape.width) * 100}%` }}
        />
      ))}
      {layer('opacity-35')}
      {layer('tape-heard')}
    </div>
  );
}
