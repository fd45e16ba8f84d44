import { useRef } from 'react';
import { useFrames } from '@/components/story/use-frames';
import { cn } from '@/components/ui/cn';
import type { Live } from '@/lib/studio/ports';
import { formatTime } from '@/lib/timeline/clock-text';
import { counterText } from './counter-text';

type Props = { live: Live | null; isAnswer: boolean };

/** The tape's counter: the count before the punch, "Now" at it, then how long the take is. */
export function Counter({ live, isAnswer }: Props) {
  const clock = useRef<HTMLParagraphElement>(null);
  const count = useRef<HTMLParagraphElement>(null);

  useFrames(live !== null, () => {
    if (!clock.current || !count.current) return;
    const { text, lit, isNow } = counterText(live ? live.elapsedMs() : null, isAnswer);
    clock.current.hidden = lit !== null;
    count.current.hidden = lit === null;
    clock.current.dataset.now = String(isNow);
    if (clock.current.textContent !== text) clock.current.textContent = text;
    for (const [i, digit] of [...count.current.children].entries()) {
      if (digit instanceof HTMLElement) digit.dataset.lit = String(lit === 3 - i);
    }
  });

  return (
    <div
      role="timer"
      aria-live="off"
      className="flex h-12 items-center justify-center font-semibold text-2xl tracking-tight"
    >
      <p
        ref={clock}
        className={cn('tabular-nums transition-colors data-[now=true]:text-signal', !live && 'text-muted')}
      >
        {formatTime(0)}
      </p>
      <p ref={count} hidden className="flex gap-6 tabular-nums [&[hidden]]:hidden">
        {['3', '2', '1'].map((digit) => (
          <span key={digit} className="text-line-strong transition-colors data-[lit=true]:text-ink">
            {digit}
          </span>
        ))}
      </p>
    </div>
  );
}
