import { type RefObject, useEffect, useEffectEvent, useImperativeHandle, useRef } from 'react';
import { useFrames } from '@/components/story/use-frames';
import { voiceStyle } from '@/components/ui/voice';
import type { CutStem } from '@/lib/mixing/job';
import type { Aim } from '@/lib/studio/aim';
import type { Sound } from '@/lib/studio/ports';
import { SAMPLE_RATE } from '@/lib/timeline/ffmpeg-args';
import { endMs, type Span } from '@/lib/timeline/rule';
import { type OverlapColors, type OverlapVoice, paintOverlap } from './overlap-paint';

/** What is shown: a stretch of the timeline, and both voices in it. */
export type Overlap = {
  span: Span;
  aim: Aim;
  stem: CutStem;
  /** Null while it is not there. */
  parentSound: Sound | null;
  actorId: string | null;
};

/** Draws one's own voice so much later than it lies (ms), past React. */
export type OverlapDrawing = { shift(byMs: number): void };

type Props = Overlap & {
  drawing?: RefObject<OverlapDrawing | null>;
  /** Where in the timeline it sounds now (ms), while it does. */
  headMs?: (() => number | null) | null;
};

type Colors = OverlapColors & { own: string; parent: string };

/** Both voices on top of each other, for the eye alone; it fills the box that it is in. */
export function OverlapCanvas({ span, aim, stem, parentSound, actorId, drawing, headMs = null }: Props) {
  const canvas = useRef<HTMLCanvasElement>(null);
  const ownHue = useRef<HTMLSpanElement>(null);
  const parentHue = useRef<HTMLSpanElement>(null);
  const colors = useRef<Colors | null>(null);
  const shiftMs = useRef(0);
  const parent = aim.answer?.parent ?? null;
  // One's own answer to oneself would be lost in the same hue.
  const ownId = actorId === parent?.authorId ? null : actorId;

  function paint() {
    const element = canvas.current;
    const ctx = element?.getContext('2d');
    if (!element || !ctx) return;
    colors.current ??= readColors(element, ownHue.current, parentHue.current);
    const { clientWidth: width, clientHeight: height } = element;
    const ratio = window.devicePixelRatio;
    if (element.width !== Math.round(width * ratio) || element.height !== Math.round(height * ratio)) {
      element.width = Math.round(width * ratio);
      element.height = Math.round(height * ratio);
    }
    ctx.setTransform(ratio, 0, 0, ratio, 0, 0);
    const { own, parent: parentColor, ...lines } = colors.current;
    const voices: OverlapVoice[] = [
      { ...ownVoice(aim, stem, shiftMs.current), color: own },
      ...(parent && parentSound
        ? [{ ...parentSound, atMs: parent.startMs, fromMs: parent.startMs, toMs: endMs(parent), color: parentColor }]
        : []),
    ];
    paintOverlap(ctx, width, height, lines, { span, voices: voices.reverse(), headMs: headMs?.() ?? null });
  }
  useFrames(headMs !== null, paint);
  useRepaint(canvas, () => {
    colors.current = null;
    paint();
  });
  useImperativeHandle(drawing, () => ({
    shift(byMs) {
      if (byMs === shiftMs.current) return;
      shiftMs.current = byMs;
      paint();
    },
  }));

  return (
    <div aria-hidden="true" className="pointer-events-none absolute inset-0">
      <canvas ref={canvas} className="size-full" />
      <p className="absolute bottom-0 left-0 flex max-w-[65%] gap-3 font-medium text-xs">
        <span ref={parentHue} className="voice min-w-0" style={parent ? voiceStyle(parent.authorId) : undefined}>
          <bdi className="block truncate text-voice-ink">{parent?.authorName}</bdi>
        </span>
        <span ref={ownHue} className={ownId ? 'voice' : undefined} style={ownId ? voiceStyle(ownId) : undefined}>
          <span className={ownId ? 'text-voice-ink' : 'text-ink'}>You</span>
        </span>
      </p>
    </div>
  );
}

const ownVoice = ({ punchMs }: Aim, { raw, headMs, durationMs }: CutStem, movedMs: number) => ({
  samples: raw,
  rate: SAMPLE_RATE,
  atMs: punchMs - headMs + movedMs,
  fromMs: punchMs,
  toMs: punchMs + durationMs,
});

function readColors(element: Element, own: Element | null, parent: Element | null): Colors {
  const color = (name: string, of: Element | null = element) =>
    of ? getComputedStyle(of).getPropertyValue(name).trim() : '';
  const ink = color('--ink');
  return {
    line: color('--line'),
    lineStrong: color('--line-strong'),
    muted: color('--muted'),
    signal: color('--signal'),
    own: color('--voice', own) || ink,
    parent: color('--voice', parent) || ink,
  };
}

/** Paints anew when the room or the light changes. */
function useRepaint(canvas: { current: HTMLCanvasElement | null }, repaint: () => void): void {
  const onChange = useEffectEvent(repaint);
  useEffect(() => {
    const run = () => onChange();
    const observer = new ResizeObserver(run);
    if (canvas.current) observer.observe(canvas.current);
    const light = window.matchMedia('(prefers-color-scheme: light)');
    light.addEventListener('change', run);
    return () => {
      observer.disconnect();
      light.removeEventListener('change', run);
    };
  }, [canvas]);
}
