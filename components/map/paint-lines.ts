import { turnOf } from '@/lib/timeline/map-line';
import { hueOf } from './map-colours';
import { leavingPoint, type MapScene, type MapStation, stationPoint, touches } from './map-scene';

type Pen = CanvasRenderingContext2D;

/** Lines of one colour are one stroke. Kept between frames, so that a frame leaves no litter. */
type Bin = { lines: MapStation[]; bends: MapStation[] };
const bins = new Map<number, Bin>();

/** Lanes closer than this (px) are told apart by few hues (degrees). */
const SMALL_PX = 8;
const SMALL_HUES = 24;
const LEAST_LANE_PX = 1.6;
const LEAST_BEND_PX = 3;

function binOf(hue: number): Bin {
  const bin = bins.get(hue) ?? { lines: [], bends: [] };
  bins.set(hue, bin);
  return bin;
}

/** All lines: quiet ones first, then the path, then the canon, each with a rim of the ground where it crosses others. */
export function paintLines(pen: Pen, scene: MapScene): void {
  paintQuiet(pen, scene);
  const { onPath, onCanon, map, path, grown } = scene;
  const isQuiet = (station: MapStation) => !onPath.has(station) && !onCanon.has(station);
  if (grown.size > 0) paintRun(pen, scene, [...grown.keys()].filter(isQuiet), 3);
  const shared = map.canon.findIndex((station) => !onPath.has(station));
  const parting = shared < 0 ? map.canon.length : shared;
  const thick = Math.min(1, 0.3 + scene.scale.lanePx / 40);
  paintRun(pen, scene, path.slice(parting), 5 * thick);
  paintRun(pen, scene, map.canon.slice(parting), 6 * thick);
  paintRun(pen, scene, map.canon.slice(0, parting), 8 * thick);
}

function paintQuiet(pen: Pen, scene: MapScene): void {
  const { map, area, scale, colours, onPath, onCanon, grown } = scene;
  const isSmall = scale.lanePx < SMALL_PX;
  const step = isSmall ? SMALL_HUES : 1;
  // Lanes that are closer than lines can be told apart: every so many of them stands for those beside it.
  const every = Math.max(1, Math.ceil(LEAST_LANE_PX / scale.lanePx));
  const put = (station: MapStation, kind: 'lines' | 'bends') => {
    if (every > 1 && station.lane % every !== 0) return;
    if (onPath.has(station) || onCanon.has(station) || (grown.size > 0 && grown.has(station))) return;
    binOf(Math.floor(hueOf(station.take.author.id) / step) * step)[kind].push(station);
  };
  map.linesIn(area, (station) => put(station, 'lines'));
  map.bendsIn(area, (station) => put(station, 'bends'));

  pen.lineWidth = Math.max(1, Math.min(3, scale.lanePx / 12));
  pen.globalAlpha = colours.quiet;
  pen.lineCap = 'butt';
  pen.lineJoin = 'bevel';
  for (const [degrees, bin] of bins) {
    if (bin.lines.length === 0 && bin.bends.length === 0) continue;
    if (isSmall) fillBin(pen, scene, bin, colours.voice(degrees));
    else strokeBin(pen, scene, bin, colours.voice(degrees));
    bin.lines.length = 0;
    bin.bends.length = 0;
  }
  pen.globalAlpha = 1;
}

function strokeBin(pen: Pen, { scale, turnPx }: MapScene, { lines, bends }: Bin, colour: string): void {
  const { leftX, topY, pxPerMs, lanePx } = scale;
  pen.beginPath();
  for (const { lane, parent, fromMs, toMs } of lines) {
    const y = topY + lane * lanePx;
    const x = leftX + fromMs * pxPerMs;
    const endX = leftX + toMs * pxPerMs;
    const turned = parent === null || parent.lane === lane ? 0 : Math.min(turnPx, endX - x);
    pen.moveTo(x + turned, y);
    pen.lineTo(endX, y);
  }
  for (const station of bends) bendPath(pen, scale, turnPx, station);
  pen.strokeStyle = colour;
  pen.stroke();
}

/** Seen from afar, thousands of lines are so many rectangles, and their turns do not show. */
function fillBin(pen: Pen, { scale }: MapScene, { lines, bends }: Bin, colour: string): void {
  const { leftX, topY, pxPerMs, lanePx } = scale;
  pen.fillStyle = colour;
  for (const { lane, fromMs, toMs } of lines)
    pen.fillRect(leftX + fromMs * pxPerMs, Math.round(topY + lane * lanePx), (toMs - fromMs) * pxPerMs, 1);
  for (const { lane, parent, fromMs } of bends) {
    const height = ((parent?.lane ?? lane) - lane) * lanePx;
    if (Math.abs(height) >= LEAST_BEND_PX)
      pen.fillRect(Math.round(leftX + fromMs * pxPerMs), topY + lane * lanePx, 1, height);
  }
}

function bendPath(pen: Pen, scale: MapScene['scale'], turnPx: number, station: MapStation): void {
  const from = leavingPoint(scale, station);
  const to = stationPoint(scale, station);
  const { downY, intoX } = turnOf(from, to, turnPx);
  pen.moveTo(from.x, from.y);
  pen.lineTo(from.x, downY);
  pen.lineTo(intoX, to.y);
}

/** A stretch of one lane in the colour of one voice: from the parent of `first` to `last`. */
type Piece = { first: MapStation; last: MapStation };

/** Shorter ones are painted together with those before (px): an eye does not tell them apart. */
const LEAST_PIECE_PX = 3;
/** Pieces meet without a gap. */
const OVERLAP_PX = 0.5;

function piecesOf({ area, scale, grown }: MapScene, run: readonly MapStation[]): Piece[] {
  const pieces: Piece[] = [];
  let piece: Piece | null = null;
  for (const station of run) {
    if (!touches(station, area)) continue;
    const goesOn =
      piece !== null &&
      station.parent === piece.last &&
      station.lane === piece.last.lane &&
      (piece.last.toMs - piece.first.fromMs) * scale.pxPerMs < LEAST_PIECE_PX &&
      !grown.has(station);
    if (piece && goesOn) {
      piece.last = station;
      continue;
    }
    piece = { first: station, last: station };
    pieces.push(piece);
  }
  return pieces;
}

function paintRun(pen: Pen, scene: MapScene, run: readonly MapStation[], width: number): void {
  const pieces = piecesOf(scene, run);
  if (pieces.length === 0) return;
  pen.lineCap = 'butt';
  pen.lineJoin = 'round';
  pen.beginPath();
  for (const piece of pieces) piecePath(pen, scene, piece);
  pen.strokeStyle = scene.colours.bg;
  pen.lineWidth = width + 4;
  pen.stroke();
  pen.lineWidth = width;
  const byVoice = new Map<number, Piece[]>();
  for (const piece of pieces) {
    const hue = hueOf(piece.first.take.author.id);
    const same = byVoice.get(hue);
    if (same) same.push(piece);
    else byVoice.set(hue, [piece]);
  }
  for (const [hue, same] of byVoice) {
    pen.beginPath();
    for (const piece of same) piecePath(pen, scene, piece);
    pen.strokeStyle = scene.colours.voice(hue);
    pen.stroke();
  }
  const seed = pieces.find(({ first }) => first.parent === null);
  if (!seed) return;
  // Where the story begins.
  const { x, y } = leavingPoint(scene.scale, seed.first);
  pen.fillStyle = scene.colours.ink;
  pen.fillRect(x - 2, y - width - 1, 4, 2 * width + 2);
}

function piecePath(pen: Pen, { scale, turnPx, grown }: MapScene, { first, last }: Piece): void {
  const from = leavingPoint(scale, first);
  const to = stationPoint(scale, last);
  pen.moveTo(from.x, from.y);
  let x = from.x;
  if (from.y !== to.y) {
    const { downY, intoX } = turnOf(from, stationPoint(scale, first), turnPx);
    pen.lineTo(from.x, downY);
    pen.lineTo(intoX, to.y);
    x = intoX;
  }
  const endX = from.x + (to.x - from.x) * (grown.get(first) ?? 1);
  pen.lineTo(Math.max(endX, x) + OVERLAP_PX, to.y);
}
