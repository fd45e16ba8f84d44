import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { ROOT } from './setup/settings.mjs';

/** What keys, tokens and passwords look like where they are written down. */
const SECRETS: Record<string, RegExp> = {
  'a private key': /-----BEGIN [A-Z ]*PRIVATE KEY-----\s*[A-Za-z0-9+/=]/g,
  'a key of AWS': /\b(?:AKIA|ASIA)[0-9A-Z]{16}\b/g,
  'a token of GitHub': /\b(?:gh[pousr]_[A-Za-z0-9]{36}|github_pat_[A-Za-z0-9_]{22,})/g,
  'a token of Slack': /\bxox[abprs]-[A-Za-z0-9-]{10,}/g,
  'a key of Google': /\b(?:AIza[0-9A-Za-z_-]{35}|GOCSPX-[A-Za-z0-9_-]{20,})/g,
  'a key of Stripe': /\b[sr]k_live_[A-Za-z0-9]{16,}/g,
  'a token of a package registry': /\bnpm_[A-Za-z0-9]{36}\b|_authToken\s*=\s*\S/g,
  'a signed token': /\beyJ[A-Za-z0-9_-]{16,}\.[A-Za-z0-9_-]{16,}\.[A-Za-z0-9_-]{16,}/g,
  'a password in an address': /\b[a-z][a-z+]*:\/\/[^/\s:@'"`$<>]*:(?<secret>[^@/\s'"`$<>]+)@/g,
  'a secret that is set':
    /\b\w*(?:secret|passw(?:or)?d|token|api_?key|private_?key)\w*['"]?\s*[:=]\s*['"`](?<secret>[A-Za-z0-9+/=_-]{20,})['"`]/gi,
};

/** What stands in their place in examples and tests, where nothing is opened by it. */
const NO_SECRETS = new Set(['password', 'secret', 'x', 'wrong', 'p', '…']);
/** Of these every character tells that it was made up. */
const isMadeUp = (secret: string): boolean => NO_SECRETS.has(secret) || new Set(secret).size <= 8;

function secretsIn(text: string): string[] {
  return Object.entries(SECRETS).flatMap(([what, pattern]) =>
    [...text.matchAll(pattern)]
      .filter(({ groups }) => !groups?.secret || !isMadeUp(groups.secret))
      .map(({ 0: found }) => `${what}: ${found.slice(0, 40)}`),
  );
}

const MOST_BYTES = 2 * 1024 * 1024;
const NOT_TEXT = /\.(?:png|webp|flac|m4a|mp3|ogg|webm|wav|woff2|ico)$/;

function filesOfTheProject(): string[] {
  const listed = execFileSync('git', ['ls-files', '-co', '--exclude-standard', '-z'], { cwd: ROOT, encoding: 'utf8' });
  return listed
    .split('\0')
    .filter((path) => path !== '' && path !== 'package-lock.json' && !NOT_TEXT.test(path))
    .filter((path) => existsSync(join(ROOT, path)) && statSync(join(ROOT, path)).size < MOST_BYTES);
}

test('what looks like a secret is found', () => {
  const letters = 'q7Zt0Lw2Xc9Vb4Nm6Kj8Hg1F';
  const secrets = [
    `-----BEGIN RSA ${'PRIVATE KEY'}-----\nMIIEow`,
    `AKIA${'ABCDEFGHIJKLMNOP'}`,
    `ghp_${letters}${letters.slice(0, 12)}`,
    `postgres://app:${letters}@db.example/tap`,
    `const apiKey = '${letters}';`,
    `MEDIA_SECRET="${letters}"`,
    `eyJ${letters}.${letters}.${letters}`,
  ];
  for (const secret of secrets) expect(secretsIn(secret), secret).toHaveLength(1);
  for (const none of ['postgres://name:password@localhost', 'const sha256 = "aaaa"', 'token: z.string()'])
    expect(secretsIn(none), none).toEqual([]);
});

const hasHistory = existsSync(join(ROOT, '.git'));
if (!hasHistory)
  console.log('skipped: no secret in any file, for this copy does not know which files are the project’s');

test.skipIf(!hasHistory)('no file of the project has a secret in it', () => {
  const found = filesOfTheProject().flatMap((path) =>
    secretsIn(readFileSync(join(ROOT, path), 'utf8')).map((secret) => `${path}: ${secret}`),
  );
  expect(found).toEqual([]);
});
