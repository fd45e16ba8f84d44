import { Pause, Play } from 'lucide-react';
import { useRef } from 'react';
import { useFrames } from '@/components/story/use-frames';
import { Button } from '@/components/ui/button';
import type { ReviewPort } from '@/lib/studio/ports';
import { type Draft, draftLengthMs, type PersonEvent, type Playback } from '@/lib/studio/state';
import { formatTime } from '@/lib/timeline/clock-text';
import { ReviewWaves } from './review-waves';

type Props = {
  draft: Draft;
  playback: Playback;
  player: ReviewPort;
  actorId: string | null;
  isEnabled: boolean;
  send(event: PersonEvent): void;
};

/** Both voices as they will be heard, with Play below them. */
export function TakeReview({ draft, playback, player, actorId, isEnabled, send }: Props) {
  const position = useRef<HTMLSpanElement>(null);
  const isPlaying = playback === 'playing' || playback === 'waiting';
  const durationMs = draftLengthMs(draft);

  useFrames(isPlaying, () => {
    const text = formatTime(player.positionMs());
    if (position.current && position.current.textContent !== text) position.current.textContent = text;
  });

  return (
    <section aria-label="Your take" className="flex flex-col gap-4">
      <ReviewWaves
        draft={draft}
        isPlaying={isPlaying}
        player={player}
        actorId={actorId}
        send={isEnabled ? send : null}
      />
      <div className="flex items-center justify-between gap-4">
        <Button
          variant="secondary"
          className="min-w-32"
          disabled={!isEnabled}
          onClick={() => send({ type: isPlaying ? 'pause' : 'play' })}
        >
          {isPlaying ? (
            <Pause aria-hidden size={18} className="fill-current" />
          ) : (
            <Play aria-hidden size={18} className="fill-current" />
          )}
          {isPlaying ? 'Pause' : 'Play'}
        </Button>
        <p className="text-muted text-sm tabular-nums">
          <span ref={position} className="text-ink">
            {formatTime(0)}
          </span>
          {durationMs !== null && ` / ${formatTime(durationMs)}`}
        </p>
      </div>
    </section>
  );
}
