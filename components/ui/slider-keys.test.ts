import { expect, it } from 'vitest';
import { sliderTarget } from './slider-keys';

const slider = { value: 95, range: { least: -100, most: 100 }, step: 1, longStep: 10 };
const to = (key: string, shiftKey = false) => sliderTarget({ key, shiftKey }, slider);

it('moves by a step, by a long one, and to its ends, and never beyond them', () => {
  expect([to('ArrowRight'), to('ArrowUp'), to('ArrowLeft'), to('ArrowDown')]).toEqual([96, 96, 94, 94]);
  expect([to('ArrowLeft', true), to('PageDown'), to('Home'), to('End')]).toEqual([85, 85, -100, 100]);
  expect([to('ArrowRight', true), to('PageUp')]).toEqual([100, 100]);
  expect([to('a'), to('Tab')]).toEqual([null, null]);
});
