import { expect, test } from 'vitest';
import { drawable } from './drawable';
import { oklch } from './oklch';

test.each([
  ['The dark house', 'The dark house'],
  ['Café “Łódź” – naïve… №5', 'Café “Łódź” – naïve… №5'],
  ['Cafe\u0301', 'Café'],
  ['Тёмный дом', 'Тёмный дом'],
  ['The 👩‍👩‍👧 house 🏚️ ', 'The house'],
  ['1️⃣ of 2', '1 of 2'],
  ['Ben ☺ ▶ ©', 'Ben'],
  ['البيت', null],
  ['Das Haus im 森', null],
  ['Σπίτι', null],
  ['ห้องมืด', null],
  ['x\u0489', null],
  ['🦊🦊', null],
  ['!!!', null],
  ['', null],
])('%j is drawn as %j', (text, drawn) => {
  expect(drawable(text)).toBe(drawn);
});

// As its icon and the browser's bars have them.
test.each([
  [0.17, 0.01, 60, '#130f0b'],
  [0.96, 0.008, 80, '#f5f1ec'],
  [0.68, 0.2, 35, '#fa5d36'],
  [0, 0, 0, '#000000'],
  [1, 0, 0, '#ffffff'],
])('oklch(%f %f %f) is %s, to a step of a screen', (lightness, chroma, hue, colour) => {
  const channels = (hex: string) => [1, 3, 5].map((at) => Number.parseInt(hex.slice(at, at + 2), 16));
  const expected = channels(colour);
  for (const [i, value] of channels(oklch(lightness, chroma, hue)).entries())
    expect(Math.abs(value - (expected[i] ?? 0))).toBeLessThanOrEqual(1);
});
