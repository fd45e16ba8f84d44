import type { Browser, Page } from '@playwright/test';
import { PHONE } from '../people';

/** "4G" as WebPageTest has it: 9 Mbit/s each way, and 170 ms until anything answers. */
const LINE = { offline: false, latency: 170, downloadThroughput: 9_000_000 / 8, uploadThroughput: 9_000_000 / 8 };

/** What somebody has waited for since the link was opened (ms). */
export type Opening = { wave: number; sound: number };

/** A browser that has never been here opens the link of a story on a slow line and presses Play as soon as it is there. */
export async function openStory(browser: Browser, url: string): Promise<Opening> {
  return onSlowLine(browser, async (page) => {
    await page.addInitScript(watch);
    await page.goto(url, { waitUntil: 'commit' });
    const play = page.getByRole('button', { name: 'Play', exact: true });
    await play.click();
    const opening = await page.waitForFunction(() => {
      const { wave, sound } = window.opening;
      return wave && sound ? { wave, sound } : null;
    });
    return (await opening.jsonValue()) ?? { wave: Number.NaN, sound: Number.NaN };
  });
}

/** How long a page that has nothing takes to be there with its scripts, on the same line (ms). */
export async function openNothing(browser: Browser, url: string): Promise<number> {
  return onSlowLine(browser, async (page) => {
    await page.goto(url, { waitUntil: 'load' });
    return page.evaluate(() => performance.getEntriesByType('navigation')[0]?.toJSON().loadEventStart);
  });
}

async function onSlowLine<T>(browser: Browser, run: (page: Page) => Promise<T>): Promise<T> {
  const context = await browser.newContext({ viewport: PHONE });
  try {
    const page = await context.newPage();
    const devtools = await context.newCDPSession(page);
    await devtools.send('Network.enable');
    await devtools.send('Network.emulateNetworkConditions', LINE);
    return await run(page);
  } finally {
    await context.close();
  }
}

declare global {
  interface Window {
    opening: { wave?: number; sound?: number };
  }
}

/** Runs in the page before anything of it: when the waveform is painted, and when what Play has begun sounds. */
function watch(): void {
  window.opening = {};
  let starts: { context: BaseAudioContext; atS: number } | null = null;
  const { start } = AudioBufferSourceNode.prototype;
  AudioBufferSourceNode.prototype.start = function (when = 0, ...rest) {
    // One sample is how some unlock the sound.
    if ((this.buffer?.duration ?? 0) > 0.1) starts ??= { context: this.context, atS: when };
    return start.call(this, when, ...rest);
  };
  const isDrawn = () =>
    document.querySelector('[role=slider] svg path[d]') !== null &&
    performance.getEntriesByName('first-contentful-paint').length > 0;
  // What a frame finds has been painted with the frame before, or is with this one.
  const look = () => {
    if (isDrawn()) window.opening.wave ??= performance.now();
    if (starts && starts.context.state === 'running' && starts.context.currentTime > starts.atS)
      window.opening.sound ??= performance.now();
    if (!window.opening.wave || !window.opening.sound) requestAnimationFrame(look);
  };
  requestAnimationFrame(look);
}
