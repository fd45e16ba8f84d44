import { Repeat, RotateCcw } from 'lucide-react';
import { useLayoutEffect, useMemo, useRef, useState } from 'react';
import { Button, buttonClass } from '@/components/ui/button';
import { cn } from '@/components/ui/cn';
import type { CutStem } from '@/lib/mixing/job';
import type { Aim } from '@/lib/studio/aim';
import { loopSpan, ZOOMS_MS, type ZoomMs } from '@/lib/studio/loop-span';
import type { ReviewPort, Sound } from '@/lib/studio/ports';
import type { PersonEvent } from '@/lib/studio/state';
import { NudgeSteps } from './nudge-steps';
import { OverlapView } from './overlap-view';

const ZOOM_NAMES: Record<ZoomMs, string> = { 4000: '4 s', 1000: '1 s', 250: '¼ s' };

type Props = {
  id: string;
  aim: Aim;
  stem: CutStem;
  nudgeMs: number;
  /** Whether somebody asked for it; else it opened by itself, and moves nothing under a finger. */
  isAsked: boolean;
  player: ReviewPort;
  parentSound: Sound | null | 'missing';
  actorId: string | null;
  isEnabled: boolean;
  isLooping: boolean;
  send(event: PersonEvent): void;
  onDone(): void;
};

/** Where one's own voice is moved against the other by eye and ear: what moves is heard at once, over and over. */
export function FineTiming(props: Props) {
  const { id, aim, stem, nudgeMs, isAsked, player, parentSound, actorId, isEnabled, isLooping, send, onDone } = props;
  const [zoomMs, setZoom] = useState<ZoomMs>(ZOOMS_MS[0]);
  const [isLoopWanted, setLoopWanted] = useState(true);
  const panel = useRef<HTMLElement>(null);
  useLayoutEffect(() => {
    if (isAsked) panel.current?.scrollIntoView({ block: 'nearest' });
  }, [isAsked]);
  const { peaks, durationMs } = stem;
  const heard = useMemo(() => loopSpan(aim, { peaks, durationMs }, ZOOMS_MS[0]), [aim, peaks, durationMs]);
  const seen = useMemo(() => loopSpan(aim, { peaks, durationMs }, zoomMs), [aim, peaks, durationMs, zoomMs]);

  const nudge = (to: number) => send({ type: 'nudge', nudgeMs: to, loop: isLoopWanted ? heard : null });

  function toggleLoop() {
    setLoopWanted(!isLooping);
    send(isLooping ? { type: 'pause' } : { type: 'loop', span: heard });
  }

  return (
    <section
      ref={panel}
      id={id}
      aria-label="Fine timing"
      className="flex scroll-mt-4 scroll-mb-36 flex-col gap-3 rounded-2xl border border-line bg-surface px-4 pt-2 pb-4"
    >
      <div className="flex items-center justify-between gap-2">
        <p className="text-muted text-sm">Drag to nudge</p>
        <fieldset className="flex">
          <legend className="sr-only">How much is shown</legend>
          {ZOOMS_MS.map((ms) => (
            <button
              key={ms}
              type="button"
              aria-pressed={ms === zoomMs}
              onClick={() => setZoom(ms)}
              className={cn(
                'min-h-12 min-w-12 rounded-full px-3 text-sm tabular-nums transition-colors',
                ms === zoomMs ? 'font-semibold text-ink' : 'text-muted hover:text-ink',
              )}
            >
              {ZOOM_NAMES[ms]}
            </button>
          ))}
        </fieldset>
      </div>
      <OverlapView
        span={seen}
        aim={aim}
        stem={stem}
        nudgeMs={nudgeMs}
        parentSound={parentSound === 'missing' ? null : parentSound}
        actorId={actorId}
        isEnabled={isEnabled}
        isLooping={isLooping}
        loopAtMs={player.loopAtMs}
        onNudge={nudge}
      />
      {parentSound === 'missing' && (
        <p role="status" className="text-muted text-xs">
          The take that you answer cannot be reached just now, so only yours is shown.
        </p>
      )}
      <NudgeSteps nudgeMs={nudgeMs} isEnabled={isEnabled} onNudge={nudge} />
      <div className="grid grid-cols-3 gap-2">
        <button
          type="button"
          aria-pressed={isLooping}
          disabled={!isEnabled}
          onClick={toggleLoop}
          className={buttonClass(isLooping ? 'primary' : 'quiet', 'gap-1.5 px-2 text-sm')}
        >
          <Repeat aria-hidden size={16} />
          Loop
        </button>
        <Button
          variant="quiet"
          className="gap-1.5 px-2 text-sm"
          disabled={!isEnabled || nudgeMs === 0}
          onClick={() => nudge(0)}
        >
          <RotateCcw aria-hidden size={16} />
          Reset
        </Button>
        <Button variant="secondary" className="px-2 text-sm" onClick={onDone}>
          Done
        </Button>
      </div>
    </section>
  );
}
