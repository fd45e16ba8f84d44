import { type KeyboardEvent, type RefObject, useMemo, useRef } from 'react';
import { useFrames } from '@/components/story/use-frames';
import { cn } from '@/components/ui/cn';
import { Skeleton } from '@/components/ui/skeleton';
import { sliderTarget } from '@/components/ui/slider-keys';
import { voiceStyle } from '@/components/ui/voice';
import { PEAKS_PER_SECOND } from '@/lib/domain/limits';
import { overlapOfMs } from '@/lib/studio/aim';
import { recuttable } from '@/lib/studio/edit-machine';
import type { ReviewPort } from '@/lib/studio/ports';
import { peaksWithin } from '@/lib/studio/recut';
import { type Draft, draftLengthMs, type PersonEvent } from '@/lib/studio/state';
import { type TrimRoom, trimRoom } from '@/lib/studio/trim';
import { formatTime } from '@/lib/timeline/clock-text';
import { clamp } from '@/lib/timeline/range';
import { endMs } from '@/lib/timeline/rule';
import { TrimHandles } from './trim-handles';
import { useWave, type Wave } from './use-wave';

const PAIR_PX = 72;
const SINGLE_PX = 128;
/** What comes is as high: nothing below it moves when it is there. */
const SHAPES = { pair: 'h-[234px] w-full rounded-2xl', single: 'h-[170px] w-full rounded-2xl' } as const;
const STEP_MS = 1_000;
const LONG_STEP_MS = 5_000;

type Props = {
  draft: Draft;
  isPlaying: boolean;
  player: ReviewPort;
  actorId: string | null;
  /** Null while the take cannot be changed. */
  send: ((event: PersonEvent) => void) | null;
};

/**
 * The take's waveform, under its parent's tail where both sound; the overlap is shaded. Tap or use arrow keys to seek. What of
 * its recording may be had back lies dimmed beside it, with a handle at either end of the take.
 */
export function ReviewWaves({ draft, isPlaying, player, actorId, send }: Props) {
  const slider = useRef<HTMLDivElement>(null);
  const own = useRef<Wave | null>(null);
  const over = useRef<Wave | null>(null);
  const { aim, stem } = draft;
  const durationMs = draftLengthMs(draft) ?? 0;
  const parent = aim.answer?.parent ?? null;
  const overlap = Math.min(overlapOfMs(aim), durationMs);
  const take = recuttable(draft);
  const room = take && trimRoom(take);
  const headMs = stem?.headMs ?? 0;
  const shown = shownOf(room, headMs, durationMs);
  /** How much is shown before the take, and of its parent (ms). */
  const leadMs = headMs - shown.fromMs;
  const shownAtMs = aim.punchMs - leadMs;
  const overMs = parent ? Math.min(endMs(parent) - shownAtMs, shown.lengthMs) : 0;
  const height = isPair(draft) ? PAIR_PX : SINGLE_PX;

  const raw = stem?.raw;
  const firstBar = Math.round((shown.fromMs * PEAKS_PER_SECOND) / 1_000);
  const bars = Math.round((shown.lengthMs * PEAKS_PER_SECOND) / 1_000);
  const ownPeaks = useMemo(
    () => (raw ? peaksWithin(raw, (firstBar * 1_000) / PEAKS_PER_SECOND, (bars * 1_000) / PEAKS_PER_SECOND) : []),
    [raw, firstBar, bars],
  );
  const tail = useMemo(
    () => tailPeaks(parent?.peaks ?? [], shownAtMs - (parent?.startMs ?? 0), overMs),
    [parent, shownAtMs, overMs],
  );

  function show() {
    const ms = player.positionMs();
    const isLit = ms === 0 && !isPlaying;
    own.current?.show(isLit ? 1 : (leadMs + ms) / shown.lengthMs);
    over.current?.show(isLit ? 1 : (leadMs + ms) / overMs);
    const element = slider.current;
    if (!element) return;
    element.style.setProperty('--at', ((leadMs + ms) / shown.lengthMs).toFixed(5));
    element.dataset.lit = String(isLit);
    element.setAttribute('aria-valuenow', String(Math.round(ms)));
    element.setAttribute('aria-valuetext', `${formatTime(ms)} of ${formatTime(durationMs)}`);
  }
  useFrames(isPlaying, show);

  const seekShown = (ms: number) => seek(ms - leadMs);

  function seek(ms: number) {
    player.seek(clamp(ms, { least: 0, most: durationMs - 1 }));
    show();
  }

  function onKeyDown(event: KeyboardEvent) {
    const range = { least: 0, most: durationMs };
    const to = sliderTarget(event, { value: player.positionMs(), range, step: STEP_MS, longStep: LONG_STEP_MS });
    if (to === null) return;
    event.preventDefault();
    seek(to);
  }

  if (!stem) return <Skeleton className={SHAPES[isPair(draft) ? 'pair' : 'single']} />;
  const part = (ms: number) => `${(ms / shown.lengthMs) * 100}%`;
  return (
    <div className="rounded-2xl border border-line bg-surface px-4 pt-3 pb-7">
      <div className="relative">
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
          {isPair(draft) && parent && (
            <>
              <div
                className="absolute inset-y-0 rounded-md bg-raised"
                style={{ left: part(leadMs), width: part(overlap) }}
              />
              <VoiceName authorId={parent.authorId}>{parent.authorName}</VoiceName>
              <div
                className="voice"
                style={{ ...voiceStyle(parent.authorId), width: part(Math.max(0, overMs)), height }}
              >
                {overMs > 0 && (
                  <WaveLane
                    wave={over}
                    peaks={tail}
                    durationMs={overMs}
                    height={height}
                    onSeek={seekShown}
                    onReady={show}
                  />
                )}
              </div>
            </>
          )}
          <div className={actorId ? 'voice' : undefined} style={actorId ? voiceStyle(actorId) : undefined}>
            <WaveLane
              wave={own}
              peaks={ownPeaks}
              durationMs={shown.lengthMs}
              height={height}
              onSeek={seekShown}
              onReady={show}
            />
          </div>
          {isPair(draft) && <VoiceName authorId={actorId}>You</VoiceName>}
          <Dimmed edge="left" width={part(leadMs)} />
          <Dimmed edge="right" width={part(shown.lengthMs - leadMs - durationMs)} />
          <div
            aria-hidden="true"
            className="tape-head pointer-events-none absolute -inset-y-1 w-0.5 -translate-x-1/2 rounded-full bg-signal before:absolute before:-top-1 before:left-1/2 before:size-2 before:-translate-x-1/2 before:rounded-full before:bg-signal"
          />
        </div>
        {room && send && (
          <TrimHandles
            room={room}
            fromMs={headMs}
            toMs={headMs + durationMs}
            shown={shown}
            onTrim={(fromMs, toMs) => send({ type: 'trim', fromMs, toMs })}
            onSettle={() => send({ type: 'settle' })}
          />
        )}
      </div>
    </div>
  );
}

/** Two lanes: where the other voice sounds under it, or could if the take began earlier. */
const isPair = ({ aim, recorded }: Draft): boolean =>
  aim.answer !== null && (overlapOfMs(aim) > 0 || recorded.cut !== 'whole');

/** All of the recording that the take may have, or the take alone where it cannot be changed (ms of its recording). */
function shownOf(room: TrimRoom | null, headMs: number, durationMs: number): { fromMs: number; lengthMs: number } {
  if (!room) return { fromMs: headMs, lengthMs: durationMs };
  const fromMs = Math.min(room.from.least, headMs);
  return { fromMs, lengthMs: Math.max(room.to.most, headMs + durationMs) - fromMs };
}

/** What of the recording is not the take, up to where the take begins or ends. */
function Dimmed({ edge, width }: { edge: 'left' | 'right'; width: string }) {
  return (
    <div
      aria-hidden="true"
      className={cn(
        'pointer-events-none absolute inset-y-0 z-10 bg-surface/80',
        edge === 'left' ? 'left-0' : 'right-0',
      )}
      style={{ width }}
    />
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
      className="voice relative z-20 truncate py-1 pl-1 font-medium text-xs"
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
