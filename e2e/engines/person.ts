import { writeFile } from 'node:fs/promises';
import { test as base, expect } from '@playwright/test';
import type { Engine, Tab } from './driver';
import { type Found, find, type Named } from './find';

/** Someone in front of a browser that can be killed, and opened again with everything that it kept. */
export type Person = {
  goto(path: string): Promise<void>;
  /** A tap with the pointer, once the control is there, enabled and covered by nothing. */
  press(what: Named): Promise<void>;
  /** Taps into a field and types over what it holds. */
  fill(name: string, text: string): Promise<void>;
  /** Waits until it is seen, and as `like` says. */
  sees(what: Named, like?: (found: Found) => boolean): Promise<Found>;
  path(): Promise<string>;
  /** Waits until the app itself is on the device: it opens without a network from then on, and mixes. */
  keepsTheApp(): Promise<void>;
  tab(): Tab;
  /** SIGKILL to all of the browser's processes at once. */
  killBrowser(): Promise<void>;
  reopen(): Promise<void>;
  /** A complaint that this journey brings about on purpose. */
  expects(fault: RegExp): void;
};

/** A machine of which others use most takes so many times as long. */
const patience = process.env.CI ? 3 : 1;
const WITHIN = { timeout: patience * 20_000, intervals: [50] };

/** `arrives` opens a browser with a profile of its own. What its console complains about fails the journey. */
export const test = base.extend<{ arrives(engine: Engine, origin?: string): Promise<Person> }>({
  arrives: async ({ baseURL }, use, testInfo) => {
    const open = new Set<Tab>();
    const expected: RegExp[] = [];
    const faults: string[] = [];
    let profiles = 0;

    await use(async (engine, origin = baseURL) => {
      profiles += 1;
      const profile = testInfo.outputPath(`profile-${profiles}`);
      let tab: Tab;

      const person: Person = {
        goto: (path) => tab.goto(new URL(path, origin).href),
        async press(what) {
          const { at } = await person.sees(what, (found) => found.at !== null && !found.isDisabled);
          if (!at) throw new Error('nothing to tap');
          await tab.act([
            {
              type: 'pointer',
              id: 'finger',
              parameters: { pointerType: 'mouse' },
              actions: [
                { type: 'pointerMove', ...at },
                { type: 'pointerDown', button: 0 },
                { type: 'pointerUp', button: 0 },
              ],
            },
          ]);
        },
        async fill(name, text) {
          await person.press({ role: 'textbox', name });
          await tab.run(() => {
            const field = document.activeElement;
            if (field instanceof HTMLInputElement || field instanceof HTMLTextAreaElement) field.select();
          });
          const strokes = [...text].flatMap((value) => [
            { type: 'keyDown' as const, value },
            { type: 'keyUp' as const, value },
          ]);
          await tab.act([{ type: 'key', id: 'keys', actions: strokes }]);
          await person.sees({ role: 'textbox', name }, ({ value }) => value === text);
        },
        async sees(what, like = () => true) {
          let found: Found | null = null;
          await expect(async () => {
            found = await find(tab, what);
            expect(found, `${what.role} ${what.name}`).not.toBeNull();
            expect(found && like(found), `${what.role} ${what.name}: ${JSON.stringify(found)}`).toBe(true);
          }).toPass(WITHIN);
          if (!found) throw new Error('unseen');
          return found;
        },
        async keepsTheApp() {
          await expect(async () => expect(await tab.run(isKept)).toBe(true)).toPass(WITHIN);
        },
        path: () => tab.run(() => location.pathname),
        tab: () => tab,
        async killBrowser() {
          faults.push(...tab.faults());
          await tab.kill();
          open.delete(tab);
        },
        async reopen() {
          tab = await engine.open(profile);
          open.add(tab);
        },
        expects: (fault) => expected.push(fault),
      };
      await person.reopen();
      return person;
    });

    const hasFailed = testInfo.status !== testInfo.expectedStatus;
    for (const tab of open) {
      // A browser that stands still gives no picture, and must be ended all the same; the journey has failed already.
      const picture = hasFailed ? await tab.picture().catch(() => null) : null;
      if (picture) await writeFile(testInfo.outputPath(`screen-${faults.length}.png`), picture);
      faults.push(...tab.faults());
      await tab.kill();
    }
    const unexpected = faults.filter((fault) => !expected.some((pattern) => pattern.test(fault)));
    expect(unexpected, 'what the browsers complained about').toEqual([]);
  },
});

/** Runs in the page. */
async function isKept(): Promise<boolean> {
  if (navigator.serviceWorker.controller?.state !== 'activated') return false;
  for (const name of await caches.keys()) {
    const requests = await (await caches.open(name)).keys();
    if (requests.some(({ url }) => url.endsWith('/ffmpeg-core.wasm'))) return true;
  }
  return false;
}
