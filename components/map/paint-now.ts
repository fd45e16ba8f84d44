import { whoRecords } from '@/components/story/who-records';
import { type MapPoint, pointAt } from '@/lib/timeline/map-line';
import { leavingPoint, type MapScene, type MapStation, stationPoint, stationRadius, touches } from './map-scene';

type Pen = CanvasRenderingContext2D;

/** What moves by itself or with the pointer, on a canvas of its own over the map. */
export type MapNow = {
  soundingId: string | null;
  positionMs: number;
  recording: ReadonlyMap<string, readonly string[]>;
  focused: MapStation | null;
  hovered: MapStation | null;
  /** Where the ring around who records is in its pulse (0 to 1); null keeps it still. */
  pulse: number | null;
};

/** Draws what happens now; true when any of it moves. */
export function paintNow(pen: Pen, scene: MapScene, now: MapNow): boolean {
  const isPulsing = paintRecording(pen, scene, now);
  const sounding = now.soundingId === null ? undefined : scene.map.get(now.soundingId);
  if (sounding) paintDot(pen, scene, stationPoint(scene.scale, sounding), 4);
  const playhead = playheadPoint(scene, now.positionMs);
  if (playhead && (sounding || now.positionMs > 0)) paintDot(pen, scene, playhead, 7);
  if (now.hovered && now.hovered !== now.focused) paintRing(pen, scene, now.hovered, scene.colours.faint, 2);
  if (now.focused) paintRing(pen, scene, now.focused, scene.colours.ink, 3);
  return isPulsing;
}

/** Where on the drawn path the player is. */
export function playheadPoint({ path, scale, turnPx }: MapScene, positionMs: number): MapPoint | null {
  let low = 0;
  let high = path.length - 1;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((path[middle]?.toMs ?? 0) < positionMs) low = middle + 1;
    else high = middle;
  }
  const station = path[low];
  if (!station) return null;
  const from = leavingPoint(scale, station);
  const to = stationPoint(scale, station);
  return pointAt(from, to, turnPx, Math.min(to.x, scale.leftX + positionMs * scale.pxPerMs));
}

function paintDot(pen: Pen, { colours }: MapScene, { x, y }: MapPoint, radius: number): void {
  pen.beginPath();
  pen.arc(x, y, radius, 0, 2 * Math.PI);
  pen.lineWidth = 4;
  pen.strokeStyle = colours.bg;
  pen.stroke();
  pen.fillStyle = colours.signal;
  pen.fill();
}

function paintRing(pen: Pen, scene: MapScene, station: MapStation, colour: string, width: number): void {
  const { x, y } = stationPoint(scene.scale, station);
  pen.beginPath();
  pen.arc(x, y, Math.max(9, stationRadius(scene, station)) + 6, 0, 2 * Math.PI);
  pen.strokeStyle = colour;
  pen.lineWidth = width;
  pen.stroke();
}

function paintRecording(pen: Pen, scene: MapScene, { recording, pulse }: MapNow): boolean {
  let isPulsing = false;
  for (const [takeId, names] of recording) {
    const station = scene.map.get(takeId);
    if (!station || names.length === 0 || !touches(station, scene.area)) continue;
    isPulsing ||= pulse !== null;
    const { x, y } = stationPoint(scene.scale, station);
    const radius = Math.max(7, stationRadius(scene, station)) + 4;
    pen.strokeStyle = scene.colours.signal;
    pen.lineWidth = 3;
    pen.beginPath();
    pen.arc(x, y, radius, 0, 2 * Math.PI);
    pen.stroke();
    if (pulse !== null) {
      pen.globalAlpha = 1 - pulse;
      pen.beginPath();
      pen.arc(x, y, radius + 12 * pulse, 0, 2 * Math.PI);
      pen.stroke();
      pen.globalAlpha = 1;
    }
    if (scene.scale.lanePx < 28) continue;
    pen.font = scene.colours.font(12, 600);
    pen.textAlign = 'center';
    pen.textBaseline = 'middle';
    const words = whoRecords(names);
    const middle = y + radius + 14;
    const width = pen.measureText(words).width + 8;
    pen.fillStyle = scene.colours.bg;
    pen.fillRect(x - width / 2, middle - 8, width, 16);
    pen.fillStyle = scene.colours.ink;
    pen.fillText(words, x, middle);
  }
  return isPulsing;
}
