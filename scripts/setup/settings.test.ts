import { createECDH } from 'node:crypto';
import { mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { readSecrets } from './secrets.mjs';
import { assertPortIsFree, claimDataDir, ROOT, readSettings } from './settings.mjs';

const folder = mkdtempSync(join(tmpdir(), 'tap-story-settings-'));
afterAll(() => rmSync(folder, { recursive: true }));

test('the defaults, and what the environment may change', () => {
  expect(readSettings({})).toEqual({ port: 3000, host: undefined, dataDir: join(ROOT, '.data') });
  expect(readSettings({ PORT: '8080', HOST: '127.0.0.1', DATA_DIR: '/var/x' })).toEqual({
    port: 8080,
    host: '127.0.0.1',
    dataDir: '/var/x',
  });
  for (const PORT of ['abc', '0', '70000', '3000.5']) expect(() => readSettings({ PORT })).toThrow(`PORT is "${PORT}"`);
});

test('a busy port is told, with another to try', async () => {
  const server = createServer();
  const port = await new Promise<number>((resolve) => {
    server.listen(0, () => resolve((server.address() as { port: number }).port));
  });
  await expect(assertPortIsFree({ port, host: undefined })).rejects.toThrow(`PORT=${port + 1} npm start`);
  await new Promise((resolve) => server.close(resolve));
  await assertPortIsFree({ port, host: undefined });
});

test('a data folder is made and held; one that cannot be is told', () => {
  const dataDir = join(folder, 'deep', 'data');
  claimDataDir(dataDir);
  expect(() => claimDataDir(dataDir)).toThrow(`already runs on ${dataDir} (process ${process.pid})`);
  writeFileSync(join(folder, 'file'), '');
  for (const bad of [join(folder, 'file'), join(folder, 'file', 'below')]) {
    expect(() => claimDataDir(bad)).toThrow(`The data folder ${bad} cannot be written`);
  }
});

test('secrets are made once, for their owner alone, and never anew beside a database', () => {
  const dataDir = mkdtempSync(join(folder, 'secrets-'));
  const secrets = readSecrets(dataDir);
  expect(readSecrets(dataDir)).toEqual(secrets);
  const { VAPID_PUBLIC_KEY: pushKey, VAPID_PRIVATE_KEY: pushSecret, ...others } = secrets;
  expect(new Set(Object.values(others)).size).toBe(5);
  for (const secret of Object.values(others)) expect(secret).toMatch(/^[0-9a-f]{64}$/);
  const ecdh = createECDH('prime256v1');
  ecdh.setPrivateKey(pushSecret, 'base64url');
  expect(ecdh.getPublicKey('base64url')).toBe(pushKey);
  const file = join(dataDir, 'secrets.json');
  expect(statSync(file).mode & 0o777).toBe(0o600);
  writeFileSync(file, '{');
  expect(() => readSecrets(dataDir)).toThrow('cannot be read');
  rmSync(file);
  writeFileSync(join(dataDir, 'postgres'), '');
  expect(() => readSecrets(dataDir)).toThrow('Put it back');
});
