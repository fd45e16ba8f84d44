import { describe, expect, it } from 'vitest';
import { byteText } from './byte-text';

describe('byteText', () => {
  it.each([
    [0, '0 kB'],
    [1, '1 kB'],
    [999_400, '1 MB'],
    [999_600, '1 MB'],
    [2_340_000, '2.4 MB'],
    [64_000_000, '64 MB'],
    [123_456_789, '124 MB'],
    [12_300_000_000, '12.3 GB'],
  ])('%d is %s', (bytes, text) => {
    expect(byteText(bytes)).toBe(text);
  });
});
