import { CROSSFADE_MS, gainCurve, type Stretch } from './path';

const SAMPLES_PER_MS = 48;

/** How much of its mix is heard in a stretch (ms): the stretch, and the fade after its end. */
export const heardMs = ({ fromMs, toMs }: Stretch): number => toMs - fromMs + CROSSFADE_MS;

/**
 * Puts the stretches of a plan together, one after another from its first on, with the fades that a player makes. It never holds
 * more than the fade after the last one.
 */
export function createJoin() {
  let fading = new Float32Array(0);
  return {
    /** What is heard from the start of the stretch to its end. `samples`: `heardMs` of its mix, mono at 48 kHz; what is missing is silence. */
    add(stretch: Stretch, samples: Float32Array): Float32Array {
      const length = (stretch.toMs - stretch.fromMs) * SAMPLES_PER_MS;
      const sound = new Float32Array(heardMs(stretch) * SAMPLES_PER_MS);
      sound.set(fading);
      addFaded(sound, samples, stretch);
      fading = sound.slice(length);
      return sound.subarray(0, length);
    },
    /** The fade after the last stretch. */
    end: (): Float32Array => fading,
  };
}

function addFaded(sound: Float32Array, samples: Float32Array, stretch: Stretch): void {
  const corners = gainCurve(stretch);
  for (const [i, { atMs, gain }] of corners.entries()) {
    const next = corners[i + 1];
    if (!next) return;
    const first = (atMs - stretch.fromMs) * SAMPLES_PER_MS;
    const count = (next.atMs - atMs) * SAMPLES_PER_MS;
    for (let n = 0; n < count; n++) {
      const at = first + n;
      sound[at] = (sound[at] ?? 0) + (samples[at] ?? 0) * (gain + ((next.gain - gain) * n) / count);
    }
  }
}
