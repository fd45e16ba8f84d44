/** A path with every kind of switch, as the player's tests serve it, and what it sounds like when nobody touches it. */
import { durationMs, gainCurve, type PathTake, playPlan } from '@/lib/timeline/path';
import type { PlayerTake } from './player';

export const PER_MS = 48;
export const STORY = 'story';

type TreeTake = PathTake & { parentId: string | null };

/**
 * Down to H every kind of switch: an overlap, a continue, a duet from the top (C gets no stretch), and stretches of 1
 * and 3 ms. X and Y branch off from B: down to Y another voice is heard from 3.7 s on, and the path is shorter.
 */
const TREE: TreeTake[] = [
  { id: 'A', parentId: null, startMs: 0, durationMs: 3_000 },
  { id: 'B', parentId: 'A', startMs: 1_200, durationMs: 3_300 },
  { id: 'C', parentId: 'B', startMs: 4_500, durationMs: 1_500 },
  { id: 'D', parentId: 'C', startMs: 4_500, durationMs: 2_500 },
  { id: 'E', parentId: 'D', startMs: 6_003, durationMs: 2_000 },
  { id: 'F', parentId: 'E', startMs: 7_000, durationMs: 2_001 },
  { id: 'G', parentId: 'F', startMs: 9_001, durationMs: 1_000 },
  { id: 'H', parentId: 'G', startMs: 9_004, durationMs: 2_996 },
  { id: 'X', parentId: 'B', startMs: 3_700, durationMs: 2_800 },
  { id: 'Y', parentId: 'X', startMs: 6_100, durationMs: 4_900 },
];
const take = (id: string | null) => TREE.find((each) => each.id === id);

/** The path down to a take, seed first. */
export function pathTo(id: string): TreeTake[] {
  const path: TreeTake[] = [];
  for (let at = take(id); at; at = take(at.parentId)) path.unshift(at);
  return path;
}
const AMPLITUDE = 0.1;
/** Of the path to H. */
export const END_MS = 12_000;

/** A take alone: a sine of its own frequency between two 5 ms ramps. `n` counts its samples. */
function stem(take: PathTake, n: number): number {
  const edge = Math.min(n, take.durationMs * PER_MS - n, 5 * PER_MS) / (5 * PER_MS);
  const hertz = 150 + 37 * TREE.findIndex(({ id }) => id === take.id);
  return edge <= 0 ? 0 : AMPLITUDE * edge * Math.cos((2 * Math.PI * hertz * n) / 48_000);
}

/** A take's mix: its stem over its parent's tail, then 100 ms of padding. */
export const mixes = new Map(
  TREE.map((each) => {
    const parent = take(each.parentId);
    const shift = parent ? (each.startMs - parent.startMs) * PER_MS : 0;
    const length = (each.durationMs + 100) * PER_MS;
    return [each.id, Float32Array.from({ length }, (_, n) => stem(each, n) + (parent ? stem(parent, n + shift) : 0))];
  }),
);

/** What the path to a take must sound like, from the definition: every stretch's mix times its gain. */
function expectedTo(leaf: string): Float64Array {
  const plan = playPlan(pathTo(leaf));
  const sum = new Float64Array(durationMs(plan) * PER_MS);
  for (const [index, stretch] of plan.entries()) {
    const mix = mixes.get(stretch.takeId);
    const corners = gainCurve(stretch);
    if (index === 0) for (const corner of corners.slice(0, 2)) corner.gain = 1;
    for (let n = stretch.fromMs * PER_MS; n < Math.min(sum.length, (stretch.toMs + 10) * PER_MS); n++) {
      const right = corners.findIndex(({ atMs }) => atMs * PER_MS > n);
      const [a, b] = [corners[right - 1], corners[right]];
      if (!a || !b) continue;
      const gain = a.gain + ((b.gain - a.gain) * (n / PER_MS - a.atMs)) / (b.atMs - a.atMs);
      sum[n] = (sum[n] ?? 0) + gain * (mix?.[n - stretch.fromMs * PER_MS] ?? 0);
    }
  }
  return sum;
}
const expected = new Map(['H', 'Y'].map((leaf) => [leaf, expectedTo(leaf)]));
const sampleAt = (leaf: string, n: number): number => expected.get(leaf)?.[n] ?? 9;

/** What the server's file of a path would be. */
export const pathFile = (leaf: string): Float32Array => Float32Array.from(expected.get(leaf) ?? []);

/** A WAV file, mono at 48 kHz, of floats: engines do not agree on what a 16-bit sample is worth. */
export function wav(samples: Float32Array): Uint8Array {
  const bytes = new Uint8Array(44 + samples.byteLength);
  const header = new DataView(bytes.buffer);
  bytes.set(new TextEncoder().encode('RIFF....WAVEfmt '));
  header.setUint32(4, 36 + samples.byteLength, true);
  for (const [at, value] of [
    [16, 16],
    [24, 48_000],
    [28, 192_000],
    [40, samples.byteLength],
  ] as const)
    header.setUint32(at, value, true);
  for (const [at, value] of [
    [20, 3],
    [22, 1],
    [32, 4],
    [34, 32],
  ] as const)
    header.setUint16(at, value, true);
  bytes.set(new TextEncoder().encode('data'), 36);
  bytes.set(new Uint8Array(samples.buffer), 44);
  return bytes;
}

export const playerTakes = (leaf = 'H'): PlayerTake[] =>
  pathTo(leaf).map(({ id, startMs, durationMs }) => ({
    id,
    startMs,
    durationMs,
    mixUrl: `/mix/${id}`,
    authorName: `Voice ${id}`,
  }));

/** Where 0 ms of a path would be in `rendered` (samples), found by what is heard at `fromMs`, after `afterMs`. */
export function zeroOf(rendered: Float32Array, fromMs: number, afterMs = 0, leaf = 'H'): number {
  const probe = (fromMs + 15) * PER_MS;
  for (let at = afterMs * PER_MS; at < (afterMs + 300) * PER_MS; at++) {
    let n = 0;
    while (n < 960 && Math.abs((rendered[at + n] ?? 9) - sampleAt(leaf, probe + n)) < 1e-5) n++;
    if (n === 960) return at - probe;
  }
  throw new Error(`The rendering does not hold the path from ${fromMs} ms on`);
}

/** The largest difference between a path and `rendered`, from `fromMs` to `toMs` of the path. */
export function worst(rendered: Float32Array, fromMs: number, toMs: number, zero: number, leaf = 'H'): number {
  let largest = 0;
  for (let n = fromMs * PER_MS; n < toMs * PER_MS; n++)
    largest = Math.max(largest, Math.abs((rendered[zero + n] ?? 9) - sampleAt(leaf, n)));
  return largest;
}

/** The largest absolute sample between two instants of the rendering (ms). */
export const loudest = (rendered: Float32Array, fromMs: number, toMs: number): number =>
  rendered.subarray(fromMs * PER_MS, toMs * PER_MS).reduce((most, sample) => Math.max(most, Math.abs(sample)), 0);

/** The largest step from one sample to the next. */
export const steepest = (rendered: Float32Array): number =>
  rendered.reduce((most, sample, n) => Math.max(most, Math.abs(sample - (rendered[n - 1] ?? 0))), 0);

/** How far the position strays from a steady `rate` between two instants of the rendering (ms). */
export function unsteadiness(
  positions: { atMs: number; ms: number }[],
  fromMs: number,
  toMs: number,
  rate = 1,
): number {
  const between = positions.filter(({ atMs }) => atMs >= fromMs && atMs <= toMs);
  const offsets = between.map(({ atMs, ms }) => ms - atMs * rate);
  return Math.max(...offsets) - Math.min(...offsets);
}
