import { Pause, Play } from 'lucide-react';
import type { Ref } from 'react';
import type { PlayerState } from '@/lib/audio/player';

type Props = { phase: PlayerState['phase']; onPlay(): void; onPause(): void; ref?: Ref<HTMLButtonElement> };

/** The one round button. While it loads a ring turns around it, and a second tap takes the wish back. */
export function PlayButton({ phase, onPlay, onPause, ref }: Props) {
  const isOn = phase === 'playing' || phase === 'loading';
  const Icon = isOn ? Pause : Play;
  return (
    <button
      ref={ref}
      type="button"
      data-play
      // A tap before the page has its scripts has been told already (`EarlyPlay`).
      suppressHydrationWarning
      aria-label={isOn ? 'Pause' : 'Play'}
      aria-busy={phase === 'loading' || undefined}
      onClick={isOn ? onPause : onPlay}
      className="relative flex size-18 touch-manipulation justify-self-center items-center justify-center rounded-full bg-ink text-bg short:size-12 transition-[scale,background-color] hover:bg-ink/90 aria-busy:bg-ink/75 active:scale-[0.94]"
    >
      <Icon aria-hidden size={28} fill="currentColor" strokeWidth={1.5} className={isOn ? '' : 'translate-x-0.5'} />
      {phase === 'loading' && (
        <svg aria-hidden="true" viewBox="0 0 84 84" className="absolute -inset-1.5 animate-spin">
          <circle
            cx="42"
            cy="42"
            r="40"
            fill="none"
            className="stroke-ink"
            strokeWidth="3"
            strokeDasharray="64 188"
            strokeLinecap="round"
          />
        </svg>
      )}
    </button>
  );
}
