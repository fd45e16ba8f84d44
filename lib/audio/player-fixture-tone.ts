/** A path of one pure tone, as the player's tests at other speeds serve it, and what they measure of a rendering. */

import type { PlayerTake } from './player';
import { mixes, PER_MS } from './player-fixture';

export const TONE_HZ = 440;
export const TONE_AMPLITUDE = 0.1;
export const TONE_END_MS = 6_000;
/** The steepest that the tone is (full scale a sample). */
export const TONE_STEEPEST = (TONE_AMPLITUDE * 2 * Math.PI * TONE_HZ) / (1000 * PER_MS);
/** Nobody speaks from here to there (ms). */
export const TONE_SILENCE = { fromMs: 1_500, toMs: 2_700 };

/** The tone at an instant of the path (samples). */
export function tone(n: number): number {
  const isSilent = n >= TONE_SILENCE.fromMs * PER_MS && n < TONE_SILENCE.toMs * PER_MS;
  return isSilent || n >= TONE_END_MS * PER_MS ? 0 : TONE_AMPLITUDE * Math.sin((2 * Math.PI * TONE_HZ * n) / 48_000);
}

/** Two takes, the second after the first. */
export function toneTakes(): PlayerTake[] {
  const takes = [
    { id: 'T1', startMs: 0, durationMs: 4_000 },
    { id: 'T2', startMs: 4_000, durationMs: 2_000 },
  ];
  for (const { id, startMs, durationMs } of takes)
    mixes.set(
      id,
      Float32Array.from({ length: (durationMs + 100) * PER_MS }, (_, n) => tone(startMs * PER_MS + n)),
    );
  return takes.map((take) => ({ ...take, mixUrl: `/mix/${take.id}`, authorName: take.id }));
}

const WINDOW_MS = 10;
function levels(rendered: Float32Array, fromMs = 0, toMs = rendered.length / PER_MS): number[] {
  return Array.from({ length: Math.floor((toMs - fromMs) / WINDOW_MS) }, (_, index) => {
    const from = (fromMs + index * WINDOW_MS) * PER_MS;
    const window = rendered.subarray(from, from + WINDOW_MS * PER_MS);
    return Math.sqrt(window.reduce((sum, sample) => sum + sample ** 2, 0) / window.length);
  });
}

/** When the sound begins and ends, in turn (ms of the rendering). */
export function edgesOf(rendered: Float32Array): number[] {
  const isLoud = levels(rendered).map((level) => level > TONE_AMPLITUDE / Math.SQRT2 / 2);
  return isLoud.flatMap((loud, index) => (loud !== (isLoud[index - 1] ?? false) ? [index * WINDOW_MS] : []));
}

/** The lowest level of 10 ms between two instants of the rendering, as the amplitude of a tone. */
export const quietest = (rendered: Float32Array, fromMs: number, toMs: number): number =>
  Math.min(...levels(rendered, fromMs, toMs)) * Math.SQRT2;

/** The frequency between two instants of the rendering (ms), by its rising zero crossings. */
export function pitchOf(rendered: Float32Array, fromMs: number, toMs: number): number {
  const crossings: number[] = [];
  for (let n = Math.round(fromMs * PER_MS); n < toMs * PER_MS; n++)
    if ((rendered[n - 1] ?? 0) < 0 && (rendered[n] ?? 0) >= 0) crossings.push(n);
  return ((crossings.length - 1) * 48_000) / ((crossings.at(-1) ?? 0) - (crossings[0] ?? 0));
}

/** The player's position at an instant of the rendering (ms), from the last one that was noted before it. */
export function positionAtMs(positions: { atMs: number; ms: number }[], atMs: number, rate: number): number {
  const before = positions.findLast((noted) => noted.atMs <= atMs);
  return before ? before.ms + (atMs - before.atMs) * rate : 0;
}
