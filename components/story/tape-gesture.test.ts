import { describe, expect, it } from 'vitest';
import { type Gesture, gestureAt, swipedTo } from './tape-gesture';

const FROM = { x: 100, y: 100 };
const finger = { isMouse: false, scrolls: false, canSwipe: true };
const mouse = { isMouse: true, scrolls: false, canSwipe: true };
const moved = (dx: number, dy: number) => ({ x: FROM.x + dx, y: FROM.y + dy });

describe('a pointer on the tape', () => {
  it.each([
    ['a finger that rests', finger, 3, 3, 'unclear'],
    ['a finger that goes aside', finger, 12, 5, 'scrub'],
    ['a finger that goes up', finger, 3, -12, 'swipe'],
    ['a finger that goes up where nothing lies', { ...finger, canSwipe: false }, 3, -12, 'unclear'],
    [
      'a finger that goes aside on a long tape, which the browser scrolls',
      { ...finger, scrolls: true },
      30,
      2,
      'unclear',
    ],
    ['a finger that goes up on a long tape', { ...finger, scrolls: true }, 2, 30, 'swipe'],
    ['a mouse', mouse, 0, 0, 'scrub'],
    ['a mouse on a long tape', { ...mouse, scrolls: true }, 12, 0, 'pull'],
    ['a mouse that clicks on a long tape', { ...mouse, scrolls: true }, 2, 1, 'unclear'],
  ] as const)('%s', (_, tape, dx, dy, is) => {
    expect(gestureAt('unclear', FROM, moved(dx, dy), tape)).toBe(is);
  });

  it.each<Gesture>(['scrub', 'swipe', 'pull'])('stays a %s, wherever it goes', (was) => {
    expect(gestureAt(was, FROM, moved(50, -80), finger)).toBe(was);
    expect(gestureAt(was, FROM, moved(80, -50), finger)).toBe(was);
  });
});

it.each([
  [0, -60, 'below'],
  [0, 60, 'above'],
  [0, -40, null],
  [50, -60, null],
])('a swipe by %d, %d px leads to %s', (dx, dy, side) => expect(swipedTo(FROM, moved(dx, dy))).toBe(side));
