import { cn } from './cn';
import { BAR_PX, barPath } from './waveform-bars';

type Props = {
  /** 0 to 255, any number a second. */
  peaks: readonly number[];
  /** CSS pixels. */
  width: number;
  height: number;
  className?: string;
};

/** One take's waveform in the colour `voice` of an element around it. A picture of what is said beside it in words. */
export function Waveform({ peaks, width, height, className }: Props) {
  return (
    <svg
      aria-hidden="true"
      width={width}
      height={height}
      viewBox={`0 0 ${width} ${height}`}
      className={cn('block shrink-0 stroke-voice', className)}
    >
      <path
        d={barPath(peaks, { fromX: 0, width, centerY: height / 2, height })}
        strokeWidth={BAR_PX}
        strokeLinecap="round"
        fill="none"
      />
    </svg>
  );
}
