import { createMapStage, type MapStage } from '@/components/map/map-stage';
import type { MapTake } from '@/lib/domain/schemas';
import { createTreeMap } from '@/lib/timeline/tree-map';

/** What the page of the stage's test runs: the map's two canvases with a tree that the test tells. Its one global is `bed`. */

type Shown = { path?: string[]; soundingId?: string | null; positionMs?: number };

const map = createTreeMap<MapTake>();
const tapped: (string | null)[] = [];
const wanted: string[] = [];
let shown: Required<Shown> = { path: [], soundingId: null, positionMs: 0 };
let stage: MapStage | null = null;

const canvasOf = (id: string): HTMLCanvasElement => {
  const found = document.querySelector<HTMLCanvasElement>(`#${id}`);
  if (!found) throw new Error(`no ${id}`);
  return found;
};
const madeStage = (): MapStage => {
  if (!stage) throw new Error('nothing is shown yet');
  return stage;
};

/** How far two colours are apart, each channel 0 to 255. */
const apart = (a: readonly number[], b: readonly number[]) => Math.hypot(...a.map((value, i) => value - (b[i] ?? 0)));

/** A colour of the theme as pixels have it. */
function pixelOf(variable: string): number[] {
  const pen = new OffscreenCanvas(1, 1).getContext('2d');
  if (!pen) throw new Error('no pen');
  pen.fillStyle = getComputedStyle(document.documentElement).getPropertyValue(variable).trim();
  pen.fillRect(0, 0, 1, 1);
  return [...pen.getImageData(0, 0, 1, 1).data.slice(0, 3)];
}

const painted = () => new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve)));

const bed = {
  tapped,
  wanted,
  async show(takes: readonly MapTake[], change: Shown = {}): Promise<void> {
    map.learn(takes);
    shown = { ...shown, ...change };
    stage ??= createMapStage({
      canvas: canvasOf('map'),
      overlay: canvasOf('overlay'),
      map,
      onTap: (takeId) => tapped.push(takeId),
      async onNeed(takeId) {
        wanted.push(takeId);
        return 'done';
      },
      onPaint: () => undefined,
    });
    const now = shown;
    stage.show({
      path: now.path,
      soundingId: now.soundingId,
      positionMs: () => shown.positionMs,
      recording: new Map(),
      focusedId: null,
    });
    await painted();
  },
  /** The player goes on without a word. */
  async playhead(positionMs: number): Promise<void> {
    shown = { ...shown, positionMs };
    await painted();
  },
  followTo: (takeId: string) => madeStage().followTo(takeId),
  pointOf: (takeId: string) => madeStage().pointOf(takeId),
  /** How thick the line of a take is in its middle (px); what has the colour of the ground does not count. */
  thickness(takeId: string): number {
    const station = map.get(takeId);
    const [to, from] = [takeId, station?.parent?.take.id ?? ''].map((id) => madeStage().pointOf(id));
    const canvas = canvasOf('map');
    const pen = canvas.getContext('2d');
    if (!to || !pen) throw new Error(`no ${takeId}`);
    const reach = 20;
    const x = Math.round(((from?.x ?? to.x - 40) + to.x) / 2);
    const { data } = pen.getImageData(x, Math.round(to.y) - reach, 1, 2 * reach);
    const ground = pixelOf('--bg');
    let thick = 0;
    for (let i = 0; i < data.length; i += 4)
      if ((data[i + 3] ?? 0) > 60 && apart([...data.slice(i, i + 3)], ground) > 60) thick += 1;
    return thick;
  },
  /** The middle of everything on the upper canvas that has the colour of what is live. */
  playheadAt(): { x: number; y: number } | null {
    const { width, height } = canvasOf('overlay');
    const { data } = canvasOf('overlay').getContext('2d')?.getImageData(0, 0, width, height) ?? { data: [] };
    const signal = pixelOf('--signal');
    let [x, y, count] = [0, 0, 0];
    for (let i = 0; i < data.length; i += 4) {
      if ((data[i + 3] ?? 0) < 200 || apart([data[i] ?? 0, data[i + 1] ?? 0, data[i + 2] ?? 0], signal) > 30) continue;
      x += (i / 4) % width;
      y += Math.floor(i / 4 / width);
      count += 1;
    }
    return count === 0 ? null : { x: x / count, y: y / count };
  },
};
export type MapBed = typeof bed;
Object.assign(globalThis, { bed });
