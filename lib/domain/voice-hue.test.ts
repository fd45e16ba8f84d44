import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { voiceHue } from './voice-hue';

/** Ids of one second, as a device makes them: they differ in their last characters only. */
const idsOfOneSecond = Array.from(
  { length: 960 },
  (_, n) => `019aa3f2-4c10-7000-8000-${n.toString(16).padStart(12, '0')}`,
);

describe('voiceHue', () => {
  it('never changes for an id', () => {
    expect(voiceHue('019aa3f2-4c10-7000-8000-000000000001')).toBe(220);
    expect(voiceHue('')).toBe(258);
  });

  it('is a whole degree outside the band of the signal colour', () => {
    fc.assert(
      fc.property(fc.oneof(fc.uuid(), fc.string()), (id) => {
        const hue = voiceHue(id);
        return Number.isInteger(hue) && hue >= 0 && hue < 360 && (hue < 15 || hue >= 55);
      }),
    );
  });

  it('spreads ids of the same second around the wheel', () => {
    const perArc = new Array<number>(8).fill(0);
    for (const id of idsOfOneSecond) {
      const arc = Math.floor(((voiceHue(id) - 55 + 360) % 360) / 40);
      perArc[arc] = (perArc[arc] ?? 0) + 1;
    }
    for (const count of perArc) expect(count).toBeGreaterThan(80);
    for (const count of perArc) expect(count).toBeLessThan(160);
  });
});
