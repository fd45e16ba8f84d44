import { expect, test } from 'vitest';
import { maskAddress, maskEmail, maskText } from './mask';

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

test.each([
  ['no row for ada@example.org in users', 'no row for a…@example.org in users'],
  ['connect ECONNREFUSED 203.0.113.77:5432', 'connect ECONNREFUSED 203.0.113.0:5432'],
  ['postgres://app:secret@db:5432/x refused', 'postgres://…@db:5432/x refused'],
  ['GET /media/a?signature=abc failed', 'GET /media/a?… failed'],
  [`token ${'x1'.repeat(20)} is used`, 'token … is used'],
  ['take 0193e1f2-7c3a-7000-8000-0123456789ab is gone', 'take 0193e1f2-7c3a-7000-8000-0123456789ab is gone'],
])('of the text %s, %s is written down', (text, masked) => {
  expect(maskText(text)).toBe(masked);
});
