import { isShown } from '@/lib/domain/not-shown';
import { hueOf } from './map-colours';
import { type MapScene, type MapStation, stationPoint, stationRadius, unknownAnswers } from './map-scene';

type Pen = CanvasRenderingContext2D;

/** Below these distances of two lanes (px) there are no stations, only dots, no names. */
const STATIONS_PX = 6;
const RINGS_PX = 24;
const NAMES_PX = 34;
/** The least room for a name, and the most that one takes (px). */
const NAME_PX = 40;
const MOST_NAME_PX = 120;
const TEXT_PX = 12;

export function paintStations(pen: Pen, scene: MapScene): void {
  const { map, area, scale, path, onPath, onCanon, grown } = scene;
  if (scale.lanePx < STATIONS_PX) return;
  const quiet: MapStation[] = [];
  const strong: MapStation[] = [];
  map.linesIn(area, (station) => {
    if ((grown.get(station) ?? 1) < 1) return;
    (onPath.has(station) || onCanon.has(station) ? strong : quiet).push(station);
  });
  for (const station of quiet) paintStation(pen, scene, station, false);
  for (const station of strong) paintStation(pen, scene, station, true);
  if (scale.lanePx < NAMES_PX) return;
  pen.textBaseline = 'middle';
  paintNames(pen, scene, quiet, 400);
  paintNames(pen, scene, strong, 600);
  pen.font = scene.colours.font(TEXT_PX, 400);
  for (const station of [...quiet, ...strong]) paintUnknown(pen, scene, station);
  const last = path.at(-1);
  if (last && isShown(last.take) && last.take.childCount === 0 && last.children.length === 0)
    paintInvitation(pen, scene, last);
}

function paintStation(pen: Pen, scene: MapScene, station: MapStation, isStrong: boolean): void {
  const { colours, scale, path } = scene;
  const { x, y } = stationPoint(scale, station);
  const radius = stationRadius(scene, station);
  const voice = colours.voice(hueOf(station.take.author.id));
  if (scale.lanePx < RINGS_PX && !isStrong) {
    pen.fillStyle = voice;
    pen.fillRect(x - radius, y - radius, 2 * radius, 2 * radius);
    return;
  }
  const line = Math.max(1, isStrong ? Math.min(4, radius / 2) : Math.min(2.5, radius / 2.5));
  pen.beginPath();
  pen.arc(x, y, radius - line / 2, 0, 2 * Math.PI);
  pen.fillStyle = colours.bg;
  pen.fill();
  pen.strokeStyle = voice;
  pen.lineWidth = line;
  pen.stroke();
  if (station !== path.at(-1)) return;
  pen.beginPath();
  pen.arc(x, y, radius * 0.42, 0, 2 * Math.PI);
  pen.fillStyle = voice;
  pen.fill();
}

/** The name of each above it, where there is room; it lies on a plate, so that lines pass behind it. */
function paintNames(pen: Pen, { colours, ...scene }: MapScene, stations: readonly MapStation[], weight: number): void {
  pen.font = colours.font(TEXT_PX, weight);
  pen.textAlign = 'center';
  for (const station of stations) {
    const room = nameRoomMs(station) * scene.scale.pxPerMs - 10;
    if (room < NAME_PX) continue;
    const { x, y } = stationPoint(scene.scale, station);
    const name = fitted(pen, station.take.author.name, weight, Math.min(room, MOST_NAME_PX));
    const middle = y - stationRadius({ colours, ...scene }, station) - 12;
    const width = widthOf(pen, name, weight);
    pen.fillStyle = colours.bg;
    pen.fillRect(x - width / 2 - 2, middle - 7, width + 4, 14);
    pen.fillStyle = weight === 400 ? colours.muted : colours.voiceInk(hueOf(station.take.author.id));
    pen.fillText(name, x, middle);
  }
}

/** A name may be as long as the shorter of the lines on both sides of its station, so that it never meets the next one. */
function nameRoomMs({ lane, fromMs, toMs, children }: MapStation): number {
  const next = children.find((child) => child.lane === lane);
  return Math.min(toMs - fromMs, next ? next.toMs - next.fromMs : Number.POSITIVE_INFINITY);
}

/** To its right, how many answers there are that are not drawn. */
function paintUnknown(pen: Pen, scene: MapScene, station: MapStation): void {
  const more = unknownAnswers(station);
  if (more === 0) return;
  const { colours, scale } = scene;
  const point = stationPoint(scale, station);
  const radius = stationRadius(scene, station);
  const x = point.x + radius;
  const y = point.y + (station.children.length > 0 ? radius + 6 : 0);
  const words = `+${shortCount(more)}`;
  pen.fillStyle = colours.bg;
  pen.fillRect(x + 22, y - 7, widthOf(pen, words, 400) + 4, 14);
  paintDots(pen, colours.voice(hueOf(station.take.author.id)), x + 5, x + 20, y);
  pen.textAlign = 'left';
  pen.fillStyle = colours.muted;
  pen.fillText(words, x + 24, y);
}

/** Where nobody has answered yet, the line goes on in dots to where the next voice would be. */
function paintInvitation(pen: Pen, { colours, scale }: MapScene, last: MapStation): void {
  const { x, y } = stationPoint(scale, last);
  paintDots(pen, colours.faint, x + 20, x + 62, y);
  pen.setLineDash([4, 3]);
  pen.lineWidth = 2;
  pen.beginPath();
  pen.arc(x + 76, y, 9, 0, 2 * Math.PI);
  pen.stroke();
  pen.setLineDash([]);
  pen.fillStyle = colours.muted;
  pen.textAlign = 'center';
  pen.fillText('you?', x + 76, y - 21);
}

function paintDots(pen: Pen, colour: string, fromX: number, toX: number, y: number): void {
  pen.strokeStyle = colour;
  pen.lineWidth = 3;
  pen.lineCap = 'round';
  pen.setLineDash([0.1, 7]);
  pen.beginPath();
  pen.moveTo(fromX, y);
  pen.lineTo(toX, y);
  pen.stroke();
  pen.setLineDash([]);
}

const shortCount = (count: number): string => (count < 1_000 ? String(count) : `${Math.floor(count / 100) / 10}k`);

const MOST_KEPT = 10_000;
const widths = new Map<number, Map<string, number>>();

/** How wide a text is in the pen's font of this weight (px); remembered. */
function widthOf(pen: Pen, text: string, weight: number): number {
  const kept = widths.get(weight) ?? new Map<string, number>();
  widths.set(weight, kept);
  const known = kept.get(text);
  if (known !== undefined) return known;
  if (kept.size >= MOST_KEPT) kept.clear();
  const width = pen.measureText(text).width;
  kept.set(text, width);
  return width;
}

/** The face in which texts were measured is another one now. */
export const forgetWidths = (): void => widths.clear();

/** As much of the text as has room (px), with an ellipsis where something is left out. */
function fitted(pen: Pen, text: string, weight: number, px: number): string {
  if (widthOf(pen, text, weight) <= px) return text;
  const letters = [...text];
  while (letters.length > 1 && widthOf(pen, `${letters.join('').trimEnd()}…`, weight) > px) letters.pop();
  return `${letters.join('').trimEnd()}…`;
}
