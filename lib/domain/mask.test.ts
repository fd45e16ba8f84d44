import { expect, test } from 'vitest';
import { maskAddress, maskEmail } from './mask';

test.each([
  ['203.0.113.77', '203.0.113.0'],
  ['2001:db8:1:2', '2001:db8:1::'],
  ['', ''],
])('of the address %s, %s is written down', (address, masked) => {
  expect(maskAddress(address)).toBe(masked);
});

test.each([
  ['ada@example.org', 'a…@example.org'],
  ['"a@b"@example.org', '"…@example.org'],
])('of the mail address %s, %s is written down', (email, masked) => {
  expect(maskEmail(email)).toBe(masked);
});
