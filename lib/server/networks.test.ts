import { expect, test } from 'vitest';
import { isAddressIn, isNetwork } from './networks';

const from = (address: string) => new Headers(address === '' ? {} : { 'x-forwarded-for': address });
const OFFICE = ['203.0.113.0/24', '2001:db8:7::/48', '198.51.100.9'];

test.each([
  ['203.0.113.7', true],
  ['203.0.114.7', false],
  ['::ffff:203.0.113.7', true],
  ['2001:db8:7:1::5', true],
  ['2001:db8:8::5', false],
  ['198.51.100.9', true],
  ['198.51.100.10', false],
  // What stands before the nearest proxy's word may be anybody's.
  ['203.0.113.7, 192.0.2.1', false],
  ['192.0.2.1, 203.0.113.7', true],
  ['', false],
  ['somewhere', false],
])('%j is let in: %s', (address, isIn) => {
  expect(isAddressIn(from(address), OFFICE)).toBe(isIn);
});

test('where no networks are named everybody is let in', () => {
  expect(isAddressIn(from('192.0.2.1'), undefined)).toBe(true);
});

test.each([
  ['203.0.113.0/24', true],
  ['203.0.113.9', true],
  ['2001:db8::/32', true],
  ['203.0.113.0/33', false],
  ['203.0.113/24', false],
  ['office', false],
  ['203.0.113.0/', false],
])('%s is a network: %s', (text, isOne) => {
  expect(isNetwork(text)).toBe(isOne);
});
