import { readdir, readFile } from 'node:fs/promises';
import { type BrowserContext, chromium, expect, type Page } from '@playwright/test';
import type { VoiceName } from '@/lib/server/mixing/test-sounds';
import { microphoneFile } from './microphones';
import { PHONE } from './people';

type Options = {
  /** Where the browser keeps what it knows, from one life to the next. */
  folder: string;
  baseURL: string;
  microphone: VoiceName;
  /** Where made sounds are put. */
  sounds: string;
};

export type Profile = {
  page: Page;
  context: BrowserContext;
  /** What the console and the pages complained about so far. */
  faults: string[];
  /** Ends the whole browser at once, as a crash or an empty battery does. */
  kill(): Promise<void>;
};

/** A browser with a profile of its own on the disk. */
export async function openProfile({ folder, baseURL, microphone, sounds }: Options): Promise<Profile> {
  const context = await chromium.launchPersistentContext(folder, {
    executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
    baseURL,
    viewport: PHONE,
    colorScheme: 'dark',
    permissions: ['microphone'],
    args: [
      '--disable-gpu',
      '--disable-background-networking',
      '--use-fake-ui-for-media-stream',
      '--use-fake-device-for-media-stream',
      `--use-file-for-fake-audio-capture=${await microphoneFile(microphone, sounds)}`,
    ],
  });
  const faults: string[] = [];
  context.on('console', (message) => {
    if (message.type() === 'error') faults.push(`console: ${message.text()} (${message.location().url})`);
  });
  context.on('weberror', (error) => faults.push(`page: ${error.error().stack ?? error.error().message}`));
  const page = context.pages()[0] ?? (await context.newPage());
  return {
    page,
    context,
    faults,
    async kill() {
      const ended = context.waitForEvent('close');
      for (const pid of await browsersOf(folder)) process.kill(pid, 'SIGKILL');
      await ended;
      await expect.poll(() => browsersOf(folder)).toEqual([]);
    },
  };
}

/** The processes that were started on this profile; their children end with them. */
async function browsersOf(folder: string): Promise<number[]> {
  const found: number[] = [];
  for (const name of await readdir('/proc')) {
    if (!/^\d+$/.test(name)) continue;
    const command = await readFile(`/proc/${name}/cmdline`, 'utf8').catch(() => '');
    if (command.includes(`--user-data-dir=${folder}`)) found.push(Number(name));
  }
  return found;
}
