import { describe, expect, it } from 'vitest';
import { ageText, counted, formatTime, roughLength } from './clock-text';

const MINUTE = 60_000;
const DAY = 24 * 60 * MINUTE;

describe('formatTime', () => {
  it.each([
    [0, '0:00'],
    [999, '0:00'],
    [31_000, '0:31'],
    [84_999, '1:24'],
    [600_000, '10:00'],
    [3_723_000, '1:02:03'],
    [-5, '0:00'],
  ])('%i ms is %s', (ms, text) => expect(formatTime(ms)).toBe(text));
});

describe('roughLength', () => {
  it.each([
    [400, '1 s'],
    [45_400, '45 s'],
    [59_600, '1 min'],
    [84_000, '1 min'],
    [120_000, '2 min'],
    [3_600_000, '1 h'],
    [3_900_000, '1 h 5 min'],
  ])('%i ms is %s', (ms, text) => expect(roughLength(ms)).toBe(text));
});

describe('ageText', () => {
  it.each([
    [0, 'just now'],
    [-DAY, 'just now'],
    [MINUTE, '1 min ago'],
    [59 * MINUTE, '59 min ago'],
    [90 * MINUTE, '1 h ago'],
    [DAY, '1 d ago'],
    [13 * DAY, '13 d ago'],
    [14 * DAY, '2 weeks ago'],
    [70 * DAY, '2 months ago'],
    [800 * DAY, '2 years ago'],
    [Number.NaN, 'just now'],
  ])('%i ms before is %s', (ms, text) => expect(ageText(10_000 * DAY - ms, 10_000 * DAY)).toBe(text));
});

it('counts', () => {
  expect(counted(1, 'voice')).toBe('1 voice');
  expect(counted(0, 'voice')).toBe('0 voices');
  expect(counted(2, 'person', 'people')).toBe('2 people');
});
