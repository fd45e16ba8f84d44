import { expect, test } from 'vitest';
import { addressOf } from './address';

test.each([
  ['203.0.113.9', '203.0.113.9'],
  ['198.51.100.1, 203.0.113.9', '203.0.113.9'],
  ['203.0.113.9:4711', '203.0.113.9'],
  ['::ffff:203.0.113.9', '203.0.113.9'],
  ['2001:db8:1:2:3:4:5:6', '2001:db8:1:2'],
  ['[2001:db8:1:2::6]:4711', '2001:db8:1:2'],
  ['::1', ''],
])('%s is %s', (told, address) => {
  expect(addressOf(new Headers({ 'x-forwarded-for': told }))).toBe(address);
});

test('nobody tells', () => {
  expect(addressOf(new Headers())).toBe('');
});
