import { BAR_PX, BAR_STEP_PX } from '@/components/ui/waveform-bars';
import { PEAKS_PER_SECOND } from '@/lib/domain/limits';
import { formatTime } from '@/lib/timeline/clock-text';

/** 20 bars a second, 5 px each (px for each ms). */
const PX_PER_MS = (PEAKS_PER_SECOND * BAR_STEP_PX) / 1_000;
const RULER_PX = 24;

export type Palette = { ink: string; muted: string; line: string; lineStrong: string; voice: string; signal: string };

/** What lies on the tape: heights are 0 to 1, 20 a second; times are ms of the timeline. */
export type TapeView = {
  headMs: number;
  /** Where the head stands, 0 to 1 of the width. */
  headAt: number;
  punchMs: number;
  parent: { startMs: number; heights: readonly number[] } | null;
  own: readonly number[];
  outlastMs: number | null;
};

type Lane = { centerY: number; height: number };

/** Draws the stretch of tape around the head. `width` and `height` are CSS px. */
export function paintTape(
  ctx: CanvasRenderingContext2D,
  width: number,
  height: number,
  colors: Palette,
  view: TapeView,
) {
  ctx.clearRect(0, 0, width, height);
  ctx.lineCap = 'round';
  const headX = Math.round(width * view.headAt);
  const toX = (ms: number) => headX + (ms - view.headMs) * PX_PER_MS;
  const band = height - RULER_PX;
  const own: Lane = view.parent
    ? { centerY: band * 0.75, height: band * 0.4 }
    : { centerY: band / 2, height: band * 0.7 };

  paintRuler(ctx, width, height, colors, view, toX);
  if (view.parent) {
    const lane = { centerY: band * 0.25, height: band * 0.4 };
    ctx.strokeStyle = colors.voice;
    paintBars(ctx, view.parent.heights, toX(view.parent.startMs), lane, { fromX: 0, toX: headX }, 1);
    paintBars(ctx, view.parent.heights, toX(view.parent.startMs), lane, { fromX: headX, toX: width }, 0.35);
  }
  paintBlank(ctx, Math.max(0, toX(view.punchMs) + view.own.length * BAR_STEP_PX), width, own.centerY, colors);
  ctx.strokeStyle = colors.signal;
  paintBars(ctx, view.own, toX(view.punchMs), own, { fromX: 0, toX: width }, 1);
  if (view.outlastMs !== null) paintOutlast(ctx, toX(view.outlastMs), band, colors);
}

function paintBars(
  ctx: CanvasRenderingContext2D,
  heights: readonly number[],
  startX: number,
  lane: Lane,
  window: { fromX: number; toX: number },
  alpha: number,
): void {
  const reach = Math.max(0, lane.height - BAR_PX) / 2;
  const first = Math.max(0, Math.ceil((window.fromX - startX - BAR_PX / 2) / BAR_STEP_PX));
  const last = Math.min(heights.length - 1, Math.floor((window.toX - startX - BAR_PX / 2) / BAR_STEP_PX));
  ctx.globalAlpha = alpha;
  ctx.lineWidth = BAR_PX;
  ctx.beginPath();
  for (let i = first; i <= last; i += 1) {
    const x = startX + i * BAR_STEP_PX + BAR_PX / 2;
    const half = Math.max(0.01, (heights[i] ?? 0) * reach);
    ctx.moveTo(x, lane.centerY - half);
    ctx.lineTo(x, lane.centerY + half);
  }
  ctx.stroke();
  ctx.globalAlpha = 1;
}

/** Tape that nothing has been recorded on: a dot for every bar to come. */
function paintBlank(ctx: CanvasRenderingContext2D, fromX: number, width: number, y: number, colors: Palette): void {
  ctx.fillStyle = colors.line;
  for (let x = fromX + BAR_PX / 2; x < width; x += BAR_STEP_PX) {
    ctx.beginPath();
    ctx.arc(x, y, 1, 0, 2 * Math.PI);
    ctx.fill();
  }
}

function paintRuler(
  ctx: CanvasRenderingContext2D,
  width: number,
  height: number,
  colors: Palette,
  view: TapeView,
  toX: (ms: number) => number,
): void {
  const first = Math.max(0, Math.floor((view.headMs - (view.headAt * width) / PX_PER_MS) / 1_000));
  const top = height - RULER_PX;
  ctx.font = `12px ${getComputedStyle(ctx.canvas).fontFamily}`;
  ctx.textBaseline = 'bottom';
  for (let second = first; toX(second * 1_000) < width; second += 1) {
    const x = Math.round(toX(second * 1_000));
    ctx.fillStyle = colors.lineStrong;
    ctx.fillRect(x, top, 1, 5);
    ctx.fillStyle = colors.muted;
    ctx.fillText(formatTime(second * 1_000), x + 5, height);
  }
}

/** The take must reach beyond this line. */
function paintOutlast(ctx: CanvasRenderingContext2D, x: number, band: number, colors: Palette): void {
  ctx.strokeStyle = colors.ink;
  ctx.lineWidth = 1.5;
  ctx.setLineDash([2, 5]);
  ctx.beginPath();
  ctx.moveTo(x, 4);
  ctx.lineTo(x, band);
  ctx.stroke();
  ctx.setLineDash([]);
}
