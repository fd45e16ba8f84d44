import { useEffect, useRef } from 'react';
import { useFrames } from '@/components/story/use-frames';
import { cn } from '@/components/ui/cn';
import { voiceStyle } from '@/components/ui/voice';
import { type Aim, leadInMs, prerollMs } from '@/lib/studio/aim';
import type { Live } from '@/lib/studio/ports';
import { earliestEndMs } from '@/lib/timeline/rule';
import { heightsOf } from './heights';
import { type Palette, paintTape } from './tape-paint';

type Props = {
  aim: Aim;
  /** Runs the tape by its clock; null while it rests at the punch. */
  live: Live | null;
  isRecording: boolean;
};

/** The stretch of tape under the head: the parent's track above, one's own below, moving as the take is recorded. */
export function Tape({ aim, live, isRecording }: Props) {
  const canvas = useRef<HTMLCanvasElement>(null);
  const palette = useRef<Palette | null>(null);
  const parent = aim.answer?.parent ?? null;

  function paint() {
    const element = canvas.current;
    const ctx = element?.getContext('2d');
    if (!element || !ctx) return;
    palette.current ??= readPalette(element);
    const { clientWidth: width, clientHeight: height } = element;
    const ratio = window.devicePixelRatio;
    if (element.width !== Math.round(width * ratio) || element.height !== Math.round(height * ratio)) {
      element.width = Math.round(width * ratio);
      element.height = Math.round(height * ratio);
    }
    ctx.setTransform(ratio, 0, 0, ratio, 0, 0);
    paintTape(ctx, width, height, palette.current, {
      headMs: aim.punchMs + (live ? headOffset(aim, live.elapsedMs()) : 0),
      headAt: parent ? 0.5 : 0.7,
      punchMs: aim.punchMs,
      parent: parent ? { startMs: parent.startMs, heights: heightsOf(parent.peaks) } : null,
      own: live?.bars() ?? [],
      outlastMs: parent ? earliestEndMs(parent) : null,
    });
  }

  useFrames(live !== null, paint);
  useRepaint(canvas, () => {
    palette.current = null;
    paint();
  });

  return (
    <div
      className={cn('relative w-full', parent ? 'voice h-[clamp(9rem,27dvh,14rem)]' : 'h-[clamp(8rem,21dvh,11rem)]')}
      style={parent ? voiceStyle(parent.authorId) : undefined}
    >
      <div className="absolute inset-x-0 top-0 bottom-6 border-line border-y bg-surface" />
      {parent && <div className="absolute inset-x-0 top-[calc((100%-1.5rem)/2)] border-line border-t" />}
      <div aria-hidden="true" className="absolute inset-0">
        <canvas
          ref={canvas}
          className="size-full [mask-image:linear-gradient(90deg,transparent,black_12%,black_88%,transparent)]"
        />
      </div>
      {parent && (
        <>
          <TrackName top="0.5rem">{parent.authorName}</TrackName>
          <TrackName top="calc((100% - 1.5rem) / 2 + 0.5rem)" own>
            You
          </TrackName>
        </>
      )}
      <Head at={parent ? '50%' : '70%'} isRecording={isRecording} />
    </div>
  );
}

/** Before the lead-in's sound begins the tape waits where that will be. */
const headOffset = (aim: Aim, elapsedMs: number): number =>
  elapsedMs < 0 ? Math.max(elapsedMs, -Math.min(prerollMs(aim), leadInMs(aim))) : elapsedMs;

function TrackName({ children, top, own = false }: { children: string; top: string; own?: boolean }) {
  return (
    <bdi
      className={cn(
        'absolute left-4 max-w-[40%] truncate rounded-md bg-surface/80 px-1 font-medium text-xs',
        own ? 'text-ink' : 'text-voice-ink',
      )}
      style={{ top }}
    >
      {children}
    </bdi>
  );
}

function Head({ at, isRecording }: { at: string; isRecording: boolean }) {
  return (
    <div
      aria-hidden="true"
      className={cn(
        'pointer-events-none absolute -top-2 bottom-5 w-0.5 -translate-x-1/2 rounded-full transition-colors',
        'before:absolute before:-top-1 before:left-1/2 before:size-2 before:-translate-x-1/2 before:rounded-full before:bg-inherit',
        isRecording ? 'bg-signal' : 'bg-ink',
      )}
      style={{ left: at }}
    />
  );
}

function readPalette(element: Element): Palette {
  const style = getComputedStyle(element);
  const color = (name: string) => style.getPropertyValue(name).trim();
  return {
    ink: color('--ink'),
    muted: color('--muted'),
    line: color('--line'),
    lineStrong: color('--line-strong'),
    voice: color('--voice') || color('--ink'),
    signal: color('--signal'),
  };
}

/** Paints anew when the room or the light changes. */
function useRepaint(canvas: { current: HTMLCanvasElement | null }, repaint: () => void): void {
  const latest = useRef(repaint);
  useEffect(() => {
    latest.current = repaint;
  });
  useEffect(() => {
    const run = () => latest.current();
    const observer = new ResizeObserver(run);
    if (canvas.current) observer.observe(canvas.current);
    const light = window.matchMedia('(prefers-color-scheme: light)');
    light.addEventListener('change', run);
    document.fonts?.ready.then(run);
    return () => {
      observer.disconnect();
      light.removeEventListener('change', run);
    };
  }, [canvas]);
}
