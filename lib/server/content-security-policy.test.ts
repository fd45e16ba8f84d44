import { expect, test } from 'vitest';
import { pagePolicy, storeOriginOf } from './content-security-policy';

const page = { nonce: 'n', isEmbedded: false, isByTls: false, storeOrigin: null, isDevelopment: false };
const directive = (policy: string, name: string) =>
  policy
    .split('; ')
    .find((one) => one.startsWith(name))
    ?.slice(name.length + 1);

test('scripts are of this place, or know the nonce; none is made of text', () => {
  expect(directive(pagePolicy(page), 'script-src')).toBe("'self' 'nonce-n' 'wasm-unsafe-eval'");
  expect(directive(pagePolicy(page), 'default-src')).toBe("'self'");
});

test('every other site frames the small player, and nothing else', () => {
  expect(directive(pagePolicy(page), 'frame-ancestors')).toBe("'none'");
  expect(directive(pagePolicy({ ...page, isEmbedded: true }), 'frame-ancestors')).toBe('*');
});

test('what is asked for without TLS is asked for with it, where there is TLS', () => {
  expect(pagePolicy(page)).not.toContain('upgrade-insecure-requests');
  expect(pagePolicy({ ...page, isByTls: true })).toContain('upgrade-insecure-requests');
});

test('the store is asked where devices reach it', () => {
  expect(storeOriginOf({ S3_REGION: 'us-east-1' })).toBeNull();
  expect(storeOriginOf({ S3_BUCKET: 'tapes', S3_REGION: 'eu-west-1' })).toBe(
    'https://tapes.s3.eu-west-1.amazonaws.com',
  );
  const own = storeOriginOf({ S3_BUCKET: 'tapes', S3_ENDPOINT: 'https://s3.example:9000/path', S3_REGION: 'auto' });
  expect(own).toBe('https://s3.example:9000');
  for (const kind of ['connect-src', 'media-src', 'img-src'])
    expect(directive(pagePolicy({ ...page, storeOrigin: own }), kind)).toContain(' https://s3.example:9000');
  expect(directive(pagePolicy({ ...page, storeOrigin: own }), 'script-src')).not.toContain('s3.example');
});
