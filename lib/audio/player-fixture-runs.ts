/** What must be heard, to the sample, of a path that somebody seeks in, pauses, and leaves for others. */
import { CROSSFADE_MS, gainCurve, playPlan } from '@/lib/timeline/path';
import { mixes, PER_MS, pathTo } from './player-fixture';

const FADE = CROSSFADE_MS * PER_MS;
const EQUAL = 1e-6;

/**
 * A run as it is heard: the path to `leaf` from `fromMs` on, whose 0 ms is the sample `zero` of the rendering. It fades in
 * there, and out from the sample `untilN` on. From `dryMs` on nothing of it has come in time.
 */
export type HeardRun = { leaf: string; zero: number; fromMs: number; untilN?: number; dryMs?: number };

const beginsAt = ({ zero, fromMs }: HeardRun): number => zero + fromMs * PER_MS;
const rising = (from: number, n: number): number => Math.min(1, Math.max(0, (n - from) / FADE));

/** Every take's part of a run: its mix, where that begins in the rendering, and its gain there. */
function partsOf({ leaf, zero, fromMs, dryMs = Number.POSITIVE_INFINITY }: HeardRun) {
  const plan = playPlan(pathTo(leaf)).filter((stretch) => stretch.toMs > fromMs && stretch.fromMs < dryMs);
  return plan.map((stretch, index) => {
    const corners = gainCurve({ fromMs: Math.max(fromMs, stretch.fromMs), toMs: stretch.toMs });
    const level = [
      { atMs: fromMs, gain: 1 },
      { atMs: stretch.toMs, gain: 1 },
      { atMs: stretch.toMs + CROSSFADE_MS, gain: 0 },
    ];
    return {
      mix: mixes.get(stretch.takeId),
      begins: zero + stretch.fromMs * PER_MS,
      // The bus fades the first one in.
      corners: (index === 0 ? level : corners).map(({ atMs, gain }) => ({ n: zero + atMs * PER_MS, gain })),
    };
  });
}

function gainAt(corners: { n: number; gain: number }[], n: number): number {
  const right = corners.findIndex((corner) => corner.n > n);
  const [a, b] = [corners[right - 1], corners[right]];
  return a && b ? a.gain + ((b.gain - a.gain) * (n - a.n)) / (b.n - a.n) : 0;
}

/** What these runs are together, sample by sample of the rendering. */
function soundOf(runs: readonly HeardRun[]): (n: number) => number {
  const heard = runs.map((run) => ({ run, parts: partsOf(run) }));
  return (n) => {
    let sum = 0;
    for (const { run, parts } of heard) {
      const bus = rising(beginsAt(run), n) * (1 - rising(run.untilN ?? Number.POSITIVE_INFINITY, n));
      if (bus === 0) continue;
      for (const { mix, begins, corners } of parts) sum += bus * gainAt(corners, n) * (mix?.[n - begins] ?? 0);
    }
    return sum;
  };
}

/** The largest difference between these runs and what was rendered. */
export function worstOf(rendered: Float32Array, runs: readonly HeardRun[]): number {
  const sound = soundOf(runs);
  return rendered.reduce((most, sample, n) => Math.max(most, Math.abs(sample - sound(n))), 0);
}

/**
 * The runs, and what takes over from the last of them soon after `atMs` of the rendering: another path at the same instant
 * (`leaf`), or some path from `fromMs` on; nothing where neither is said. It is found by its cross-fade.
 */
export function thenAt(
  rendered: Float32Array,
  runs: readonly HeardRun[],
  atMs: number,
  next: { leaf?: string; fromMs?: number } = {},
  soonMs = 60,
): HeardRun[] {
  const last = runs.at(-1);
  if (!last) throw new Error('Nothing is heard before');
  const isSameInstant = next.leaf !== undefined && next.fromMs === undefined;
  const isNothing = next.leaf === undefined && next.fromMs === undefined;
  const stride = isSameInstant ? PER_MS : 1;
  const earliest = last.zero + Math.ceil((atMs * PER_MS - last.zero) / stride) * stride;
  // Where both are the same for a while, only what follows tells when it was.
  const until = (atMs + soonMs) * PER_MS + FADE;
  for (let n = earliest; n < until - FADE; n += stride) {
    const fromMs = next.fromMs ?? (n - last.zero) / PER_MS;
    const begun = { leaf: next.leaf ?? last.leaf, zero: n - fromMs * PER_MS, fromMs };
    const found = [...runs.slice(0, -1), { ...last, untilN: n }, ...(isNothing ? [] : [begun])];
    const sound = soundOf(found.slice(-3));
    let at = n - PER_MS;
    while (at < until && Math.abs((rendered[at] ?? 9) - sound(at)) < EQUAL) at++;
    if (at === until) return found;
  }
  throw new Error(`No cross-fade to ${next.leaf ?? last.leaf} is heard within ${soonMs} ms after ${atMs} ms`);
}
