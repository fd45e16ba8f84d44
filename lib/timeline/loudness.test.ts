import { describe, expect, it } from 'vitest';
import { gainFor, integratedLufs, truePeakDb } from './loudness';

describe('gainFor', () => {
  it.each([
    [-16, 0],
    [-45, 29],
    [-10, -6],
    [0, -16],
    [-69.9, 40],
    [-56, 40],
    [-55.9, 39.9],
    [-70, 0],
    [-80, 0],
    [Number.NEGATIVE_INFINITY, 0],
    [Number.NaN, 0],
  ])('a voice of %f LUFS gets %f dB', (lufs, db) => expect(gainFor(lufs)).toBeCloseTo(db, 9));
});

const summary = (lufs: string) => `[Parsed_ebur128_0 @ 0x1] Summary:

  Integrated loudness:
    I:         ${lufs} LUFS
    Threshold: -33.5 LUFS

  Loudness range:
    LRA:         6.1 LU

  True peak:
    Peak:       -3.4 dBFS`;

describe('integratedLufs', () => {
  it.each([
    ['-23.1', -23.1],
    ['-70.0', -70],
    ['  0.4', 0.4],
    ['-inf', Number.NEGATIVE_INFINITY],
    ['nan', Number.NEGATIVE_INFINITY],
  ])('reads %s', (text, lufs) => expect(integratedLufs(`size=N/A time=00:00:01\n${summary(text)}`)).toBe(lufs));

  it('reads the last summary, and not what was logged on the way', () => {
    const frame = '[Parsed_ebur128_0 @ 0x1] t: 1.0 M: -20.0 S: -21.0 I: -99.0 LUFS LRA: 0.0 LU';
    expect(integratedLufs(`${frame}\n${summary('-30.0')}\n${frame}\n${summary('-12.5')}`)).toBe(-12.5);
  });

  it.each(['', 'nothing of the kind', 'I: -20.0 LUFS', 'Integrated loudness:\n    Threshold: -20 LUFS'])(
    'finds none in %j',
    (log) => expect(integratedLufs(log)).toBeNull(),
  );
});

describe('truePeakDb', () => {
  it('reads the peak of the last summary', () => expect(truePeakDb(summary('-20.0'))).toBe(-3.4));
  it('is endless below zero for silence', () =>
    expect(truePeakDb(summary('-70.0').replace('-3.4', '-inf'))).toBe(Number.NEGATIVE_INFINITY));
  it('finds none where none was measured', () => {
    expect(truePeakDb('Integrated loudness:\n    I:         -20.0 LUFS')).toBeNull();
    expect(truePeakDb('Peak:       -3.4 dBFS')).toBeNull();
  });
});
