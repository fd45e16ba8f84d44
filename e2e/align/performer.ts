import type { Page } from '@playwright/test';

/**
 * What somebody with headphones on does to what they hear: exactly in time with the parent, another sound. With it the way of the
 * sound is the same as with a person, the truth is known, and nothing of the parent is in the take.
 */

/** Short whistles, one after another, each of another pitch; at `t` (s) of the parent. Runs in the page as well. */
export function whistle(t: number): number {
  const length = 0.07;
  const number = Math.floor(t / length);
  const part = (t - number * length) / length;
  const draw = Math.sin(number * 12.9898 + 78.233) * 43_758.5453;
  const hz = 700 + 4_500 * (draw - Math.floor(draw));
  return 0.4 * Math.sin(Math.PI * part) ** 2 * Math.sin(2 * Math.PI * hz * part * length);
}

export const whistled = (seconds: number): Float32Array =>
  Float32Array.from({ length: Math.round(seconds * 48_000) }, (_, n) => whistle(n / 48_000));

/**
 * From the next page on, the performer whistles where the parent would sound. The parent is the only sound of the studio that is
 * played from a place within it.
 */
export async function replaceParent(page: Page): Promise<void> {
  await page.addInitScript(`window.whistle = ${whistle.toString()}`);
  await page.addInitScript(() => {
    const perform = (globalThis as unknown as { whistle(t: number): number }).whistle;
    const { start } = AudioBufferSourceNode.prototype;
    AudioBufferSourceNode.prototype.start = function (when = 0, offset?: number, duration?: number) {
      if (offset === undefined || !this.buffer) return start.call(this, when);
      const { length, sampleRate } = this.buffer;
      const sound = Float32Array.from({ length }, (_, n) => perform(n / sampleRate));
      for (let channel = 0; channel < this.buffer.numberOfChannels; channel++) {
        this.buffer.copyToChannel(sound, channel);
      }
      return start.call(this, when, offset, duration);
    };
  });
}
