import fc from 'fast-check';
import { expect, test } from 'vitest';
import { headOf, marginsOf, rawOf, stemIn } from './margins';

const nudge = fc.integer({ min: -1_000, max: 1_000 });
const raw = (durationMs: number) => Float32Array.from({ length: (durationMs + 2_000) * 48 }, (_, n) => n);

/** Byte by byte: to compare as many numbers one by one takes a busy machine a minute. */
const bytesOf = ({ buffer, byteOffset, byteLength }: Float32Array) => Buffer.from(buffer, byteOffset, byteLength);
const isSame = (a: Float32Array, b: Float32Array): boolean => bytesOf(a).equals(bytesOf(b));

test('a stem and its margins are all of the recording around a take, whatever its nudge', () => {
  fc.assert(
    fc.property(nudge, fc.integer({ min: 1_000, max: 1_100 }), (nudgeMs, durationMs) => {
      const whole = raw(durationMs);
      const stem = stemIn(whole, durationMs, headOf(nudgeMs));
      const margins = marginsOf(whole, nudgeMs);
      expect(stem.length).toBe(durationMs * 48);
      expect(stem[0]).toBe((1_000 - nudgeMs) * 48);
      expect(margins.length).toBe(96_000);
      expect(isSame(rawOf(stem, margins, nudgeMs), whole)).toBe(true);
    }),
    { numRuns: 30 },
  );
});

test('moved on and on, it is where it would be if it had been moved there at once', () => {
  fc.assert(
    fc.property(fc.array(nudge, { minLength: 1, maxLength: 4 }), (nudges) => {
      const whole = raw(1_000);
      let [stem, margins, at] = [stemIn(whole, 1_000, headOf(0)), marginsOf(whole, 0), 0];
      for (const next of nudges) {
        const again = rawOf(stem, margins, at);
        [stem, margins, at] = [stemIn(again, 1_000, headOf(next)), marginsOf(again, next), next];
      }
      expect(isSame(stem, stemIn(whole, 1_000, headOf(at)))).toBe(true);
      expect(isSame(margins, marginsOf(whole, at))).toBe(true);
    }),
    { numRuns: 20 },
  );
});
