import { type KeyboardEvent, type RefObject, useMemo, useRef } from 'react';
import { useFrames } from '@/components/story/use-frames';
import { Skeleton } from '@/components/ui/skeleton';
import { voiceStyle } from '@/components/ui/voice';
import { PEAKS_PER_SECOND } from '@/lib/domain/limits';
import { overlapOfMs, punchInParentMs } from '@/lib/studio/aim';
import type { ReviewPort } from '@/lib/studio/ports';
import { type Draft, draftLengthMs } from '@/lib/studio/state';
import { formatTime } from '@/lib/timeline/clock-text';
import { useWave, type Wave } from './use-wave';

const PAIR_PX = 72;
const SINGLE_PX = 128;
const STEP_MS = 1_000;

type Props = { draft: Draft; isPlaying: boolean; player: ReviewPort; actorId: string | null };

/** The take's waveform, under its parent's tail where both sound; the overlap is shaded. Tap or use arrow keys to seek. */
export function ReviewWaves({ draft, isPlaying, player, actorId }: Props) {
  const slider = useRef<HTMLDivElement>(null);
  const own = useRef<Wave | null>(null);
  const over = useRef<Wave | null>(null);
  const { aim, stem } = draft;
  const durationMs = draftLengthMs(draft) ?? 0;
  const parent = aim.answer?.parent ?? null;
  const overlap = Math.min(overlapOfMs(aim), durationMs);
  const height = overlap > 0 ? PAIR_PX : SINGLE_PX;

  const tail = useMemo(() => tailPeaks(parent?.peaks ?? [], punchInParentMs(aim), overlap), [parent, aim, overlap]);

  function show() {
    const ms = player.positionMs();
    const isLit = ms === 0 && !isPlaying;
    own.current?.show(isLit ? 1 : ms / durationMs);
    over.current?.show(isLit ? 1 : ms / overlap);
    const element = slider.current;
    if (!element) return;
    element.style.setProperty('--at', (ms / durationMs).toFixed(5));
    element.dataset.lit = String(isLit);
    element.setAttribute('aria-valuenow', String(Math.round(ms)));
    element.setAttribute('aria-valuetext', `${formatTime(ms)} of ${formatTime(durationMs)}`);
  }
  useFrames(isPlaying, show);

  function seek(ms: number) {
    player.seek(Math.min(durationMs - 1, Math.max(0, ms)));
    show();
  }

  function onKeyDown(event: KeyboardEvent) {
    const to = keyTarget(event.key, player.positionMs(), durationMs);
    if (to === null) return;
    event.preventDefault();
    seek(to);
  }

  if (!stem)
    return (
      <Skeleton className={overlapOfMs(aim) > 0 ? 'h-[208px] w-full rounded-2xl' : 'h-[128px] w-full rounded-2xl'} />
    );
  return (
    <div className="rounded-2xl border border-line bg-surface px-4 py-3">
      <div
        ref={slider}
        role="slider"
        tabIndex={0}
        aria-label="Position"
        aria-valuemin={0}
        aria-valuemax={durationMs}
        aria-valuenow={0}
        data-lit="true"
        onKeyDown={onKeyDown}
        className="relative cursor-pointer touch-pan-y select-none rounded-lg outline-offset-4"
      >
        {overlap > 0 && parent && (
          <>
            <div
              className="absolute inset-y-0 left-0 rounded-md bg-raised"
              style={{ width: `${(overlap / durationMs) * 100}%` }}
            />
            <VoiceName authorId={parent.authorId}>{parent.authorName}</VoiceName>
            <div
              className="voice"
              style={{ ...voiceStyle(parent.authorId), width: `${(overlap / durationMs) * 100}%` }}
            >
              <WaveLane wave={over} peaks={tail} durationMs={overlap} height={height} onSeek={seek} onReady={show} />
            </div>
          </>
        )}
        <div className={actorId ? 'voice' : undefined} style={actorId ? voiceStyle(actorId) : undefined}>
          <WaveLane
            wave={own}
            peaks={stem.peaks}
            durationMs={durationMs}
            height={height}
            onSeek={seek}
            onReady={show}
          />
        </div>
        {overlap > 0 && <VoiceName authorId={actorId}>You</VoiceName>}
        <div
          aria-hidden="true"
          className="tape-head pointer-events-none absolute -inset-y-1 w-0.5 -translate-x-1/2 rounded-full bg-signal before:absolute before:-top-1 before:left-1/2 before:size-2 before:-translate-x-1/2 before:rounded-full before:bg-signal"
        />
      </div>
    </div>
  );
}

type LaneProps = {
  wave: RefObject<Wave | null>;
  peaks: ArrayLike<number>;
  durationMs: number;
  height: number;
  onSeek(ms: number): void;
  onReady(): void;
};

function WaveLane({ wave, height, ...drawn }: LaneProps) {
  const box = useRef<HTMLDivElement>(null);
  useWave(box, wave, { height, ...drawn });
  // Wavesurfer paints what was heard with the rest as its stencil, so the rest is dimmed as a whole.
  return <div ref={box} aria-hidden="true" className="[&>div::part(canvases)]:opacity-35" style={{ height }} />;
}

function VoiceName({ children, authorId }: { children: string; authorId: string | null }) {
  return (
    <p
      className="voice relative z-10 truncate py-1 pl-1 font-medium text-xs"
      style={authorId ? voiceStyle(authorId) : undefined}
    >
      <bdi className={authorId ? 'text-voice-ink' : 'text-ink'}>{children}</bdi>
    </p>
  );
}

const tailPeaks = (peaks: readonly number[], fromMs: number, lengthMs: number): number[] =>
  peaks.slice(
    Math.floor((fromMs * PEAKS_PER_SECOND) / 1_000),
    Math.ceil(((fromMs + lengthMs) * PEAKS_PER_SECOND) / 1_000),
  );

function keyTarget(key: string, nowMs: number, durationMs: number): number | null {
  switch (key) {
    case 'ArrowRight':
    case 'ArrowUp':
      return nowMs + STEP_MS;
    case 'ArrowLeft':
    case 'ArrowDown':
      return nowMs - STEP_MS;
    case 'Home':
      return 0;
    case 'End':
      return durationMs;
    default:
      return null;
  }
}
