import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { freePorts } from '@/lib/server/storage/test-swift';
import { isReady, stopApp } from '../second-app';

const ROOT = process.cwd();
const NEXT = join(ROOT, 'node_modules', 'next', 'dist', 'bin', 'next');

/** In JavaScript, so that Next needs no settings for it. Next looks for `instrumentation` above an app that has none. */
const FILES = {
  'package.json': '{ "private": true, "type": "module" }',
  'instrumentation.js': 'export const register = () => undefined;',
  'app/layout.js': 'export default ({ children }) => <html lang="en"><body>{children}</body></html>;',
  'app/page.js':
    "import Link from 'next/link'; import { Later } from './later'; export default () => <Link href='/'>Here<Later /></Link>;",
  'app/later.js':
    "'use client'; import dynamic from 'next/dynamic'; export const Later = dynamic(() => import('./word'), { ssr: false });",
  'app/word.js': "export default () => 'again';",
  'public/favicon.ico': '',
  'app/ready/route.js': "export const dynamic = 'force-static'; export const GET = () => new Response('ready');",
};

export type BareApp = { origin: string; close(): Promise<void> };

/**
 * An app with nothing but a page that leads to itself and has a part that comes later, built and served: what its page takes is Next's
 * and React's own.
 */
export async function openBareApp(): Promise<BareApp> {
  const port = String(await freePorts());
  // Beside node_modules, where Next finds itself.
  const folder = join(ROOT, '.cache', `bare-app-${port}`);
  for (const [path, text] of Object.entries(FILES)) {
    await mkdir(join(folder, path, '..'), { recursive: true });
    await writeFile(join(folder, path), text);
  }
  const next = (...args: string[]): ChildProcess =>
    spawn(process.execPath, [NEXT, ...args], {
      cwd: folder,
      env: { ...process.env, NODE_ENV: 'production', NEXT_TELEMETRY_DISABLED: '1' },
      stdio: ['ignore', 'ignore', 'inherit'],
    });
  const remove = () => rm(folder, { recursive: true });
  try {
    const [code] = await once(next('build'), 'exit');
    if (code !== 0) throw new Error('the bare app does not build');
    const app = next('start', '-p', port);
    const origin = `http://localhost:${port}`;
    await isReady(origin, app);
    return { origin, close: () => stopApp(app).then(remove) };
  } catch (cause) {
    await remove();
    throw cause;
  }
}
