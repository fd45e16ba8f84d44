import { type BrowserContext, type BrowserContextOptions, test as base, expect, type Page } from '@playwright/test';
import type { VoiceName } from '@/lib/server/mixing/test-sounds';
import type { Speaker } from './engines/speaker';
import { microphoneFile } from './microphones';

/** `refused`: there is one, and the person says no. `none`: the machine has none. */
type Microphone = VoiceName | 'silence' | 'refused' | 'none';

type Options = {
  /** Or a sound server's, with real time between its speaker and its microphone. */
  microphone: Microphone | Speaker;
  /** Another server than the one under test by default. */
  baseURL?: string;
  colorScheme?: 'dark' | 'light';
  viewport?: { width: number; height: number };
  /** A screen that one touches. */
  hasTouch?: boolean;
};

export type Person = {
  page: Page;
  context: BrowserContext;
  /** A console error that this journey brings about on purpose: the browser's own line about a request that failed. */
  expects(fault: RegExp): void;
};

export const PHONE = { width: 390, height: 844 };
export const DESK = { width: 1280, height: 800 };

/** `arrives` opens a browser of one's own for a person. What its console complains about fails the journey. */
export const test = base.extend<{ arrives(options: Options): Promise<Person> }>({
  arrives: async ({ playwright, baseURL }, use, testInfo) => {
    const closing: (() => Promise<void>)[] = [];
    const faults: string[] = [];

    await use(async (options) => {
      const { microphone, viewport = PHONE, colorScheme = 'dark', hasTouch = false } = options;
      const browser = await playwright.chromium.launch({
        executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
        ...(typeof microphone === 'object' && {
          env: microphone.env,
          ignoreDefaultArgs: ['--mute-audio'],
        }),
        args: [
          '--disable-gpu',
          '--disable-background-networking',
          ...(await deviceArgs(microphone, testInfo.project.outputDir)),
        ],
      });
      closing.push(() => browser.close());
      const permissions = microphone === 'refused' ? [] : ['microphone'];
      const wanted: BrowserContextOptions = { viewport, colorScheme, hasTouch, permissions };
      const url = options.baseURL ?? baseURL;
      const context = await browser.newContext(url === undefined ? wanted : { ...wanted, baseURL: url });
      const expected: RegExp[] = [];
      const complain = (fault: string) => {
        if (!expected.some((pattern) => pattern.test(fault))) faults.push(fault);
      };
      context.on('console', (message) => {
        if (message.type() === 'error') complain(`console: ${message.text()} (${message.location().url})`);
      });
      context.on('weberror', (error) => complain(`page: ${error.error().stack ?? error.error().message}`));
      const page = await context.newPage();
      return { page, context, expects: (fault) => expected.push(fault) };
    });

    for (const close of closing) await close();
    expect(faults, 'what the browsers complained about').toEqual([]);
  },
});

async function deviceArgs(microphone: Options['microphone'], folder: string): Promise<string[]> {
  if (typeof microphone === 'object') return ['--use-fake-ui-for-media-stream'];
  if (microphone === 'none') return ['--use-fake-ui-for-media-stream'];
  if (microphone === 'refused') return ['--use-fake-device-for-media-stream', '--deny-permission-prompts'];
  return [
    '--use-fake-ui-for-media-stream',
    '--use-fake-device-for-media-stream',
    `--use-file-for-fake-audio-capture=${await microphoneFile(microphone, folder)}`,
  ];
}
