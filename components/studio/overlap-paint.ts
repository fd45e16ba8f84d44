import type { Sound } from '@/lib/studio/ports';
import type { Span } from '@/lib/timeline/rule';

/** A voice on the timeline: heard from `fromMs` to `toMs`, its first sample at `atMs`. */
export type OverlapVoice = Sound & { atMs: number; fromMs: number; toMs: number; color: string };

type OverlapView = { span: Span; voices: readonly OverlapVoice[]; headMs: number | null };

export type OverlapColors = { line: string; lineStrong: string; muted: string; signal: string };

const RULER_PX = 24;
/** Quieter than this (−1 to 1) is drawn as quiet; above it every voice fills the view. */
const QUIET = 0.03;
/** Seen through: where both are, both show. */
const FILL_ALPHA = 0.45;

/** Draws voices on top of each other, mirrored, at as many columns as there are pixels. `width` and `height` are CSS px. */
export function paintOverlap(
  ctx: CanvasRenderingContext2D,
  width: number,
  height: number,
  colors: OverlapColors,
  { span, voices, headMs }: OverlapView,
): void {
  ctx.clearRect(0, 0, width, height);
  const band = height - RULER_PX;
  paintRuler(ctx, width, height, colors, span);
  for (const voice of voices) paintVoice(ctx, width, band, span, voice);
  if (headMs === null) return;
  const x = ((headMs - span.startMs) / span.durationMs) * width;
  if (x < 0 || x > width) return;
  ctx.fillStyle = colors.signal;
  ctx.fillRect(x - 1, 0, 2, band);
}

/** The loudest absolute sample of each of `count` columns of `span`. */
export function columnsOf(voice: Omit<OverlapVoice, 'color'>, span: Span, count: number): Float32Array {
  const columns = new Float32Array(count);
  const perMs = voice.rate / 1_000;
  const first = Math.max(0, Math.round((voice.fromMs - voice.atMs) * perMs));
  const end = Math.min(voice.samples.length, Math.round((voice.toMs - voice.atMs) * perMs));
  const at = (column: number) => Math.round((span.startMs - voice.atMs + (column * span.durationMs) / count) * perMs);
  for (let i = 0; i < count; i += 1) {
    const last = Math.min(end, at(i + 1));
    let peak = 0;
    for (let n = Math.max(first, at(i)); n < last; n += 1) peak = Math.max(peak, Math.abs(voice.samples[n] ?? 0));
    columns[i] = peak;
  }
  return columns;
}

function paintVoice(ctx: CanvasRenderingContext2D, width: number, band: number, span: Span, voice: OverlapVoice): void {
  const columns = columnsOf(voice, span, Math.max(1, Math.round(width)));
  const loudest = columns.reduce((most, one) => Math.max(most, one), QUIET);
  const middle = band / 2;
  const reach = (middle - 6) / loudest;
  const isThere = (x: number) => {
    const ms = span.startMs + ((x + 0.5) / columns.length) * span.durationMs;
    return ms >= voice.fromMs && ms < voice.toMs;
  };
  const from = Math.max(
    0,
    columns.findIndex((_, x) => isThere(x)),
  );
  const to = columns.findLastIndex((_, x) => isThere(x));
  if (to < 0) return;
  const outline = new Path2D();
  for (let x = from; x <= to; x += 1) outline.lineTo(x, middle - Math.max(0.75, (columns[x] ?? 0) * reach));
  for (let x = to; x >= from; x -= 1) outline.lineTo(x, middle + Math.max(0.75, (columns[x] ?? 0) * reach));
  outline.closePath();
  ctx.fillStyle = voice.color;
  ctx.strokeStyle = voice.color;
  ctx.globalAlpha = FILL_ALPHA;
  ctx.fill(outline);
  ctx.globalAlpha = 1;
  ctx.lineWidth = 1;
  ctx.lineJoin = 'round';
  ctx.stroke(outline);
}

/** Ticks at a tenth of the span at most, and how long one of them is, in words. */
function paintRuler(
  ctx: CanvasRenderingContext2D,
  width: number,
  height: number,
  colors: OverlapColors,
  span: Span,
): void {
  const step = tickMs(span.durationMs);
  const top = height - RULER_PX;
  ctx.fillStyle = colors.line;
  ctx.fillRect(0, top, width, 1);
  for (let ms = Math.ceil(span.startMs / step) * step; ms < span.startMs + span.durationMs; ms += step) {
    ctx.fillStyle = colors.lineStrong;
    ctx.fillRect(((ms - span.startMs) / span.durationMs) * width, top, 1, 5);
  }
  ctx.font = `12px ${getComputedStyle(ctx.canvas).fontFamily}`;
  ctx.textBaseline = 'bottom';
  ctx.textAlign = 'right';
  ctx.fillStyle = colors.muted;
  ctx.fillText(`1 mark = ${step < 1_000 ? `${step} ms` : `${step / 1_000} s`}`, width, height);
}

/** 4,000 → 500, 1,000 → 100, 250 → 10 (ms). */
function tickMs(spanMs: number): number {
  if (spanMs > 2_000) return 500;
  return spanMs > 500 ? 100 : 10;
}
