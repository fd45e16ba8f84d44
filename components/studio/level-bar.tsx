import { useRef } from 'react';
import { useFrames } from '@/components/story/use-frames';

/** How fast the bar falls back, part of the difference in a frame: it rises at once, like a needle. */
const FALL = 0.15;

/** So many degrees of loudness are worth telling whoever does not see it. */
const DEGREES = 4;

/** How loud the microphone is now. */
export function LevelBar({ level }: { level(): number }) {
  const meter = useRef<HTMLMeterElement>(null);
  const bar = useRef<HTMLDivElement>(null);
  const shown = useRef(0);
  useFrames(true, () => {
    const now = level();
    shown.current = now > shown.current ? now : shown.current + (now - shown.current) * FALL;
    bar.current?.style.setProperty('scale', `${shown.current.toFixed(3)} 1`);
    const degree = Math.round(shown.current * DEGREES);
    if (meter.current && meter.current.value !== degree) meter.current.value = degree;
  });
  return (
    <div>
      <meter ref={meter} aria-label="How loud your microphone is" min={0} max={DEGREES} className="sr-only" />
      <div aria-hidden="true" className="h-2 overflow-hidden rounded-full bg-raised">
        <div ref={bar} className="h-full origin-left rounded-full bg-ink" style={{ scale: '0 1' }} />
      </div>
    </div>
  );
}
