import { expect, type Page, test } from '@playwright/test';
import { DESK, type Person, PHONE } from './people';

const SIZES = { phone: PHONE, desk: DESK };
const SCHEMES = ['dark', 'light'] as const;
/** What a finger hits without looking (CSS px). */
const LEAST_TARGET_PX = 44;

/** Shows the screen at both sizes, dark and light: nothing is cut off at the side, every named target is large enough. */
export async function look({ page }: Pick<Person, 'page'>, screen: string, targets: string[]): Promise<void> {
  for (const [size, viewport] of Object.entries(SIZES)) {
    await page.setViewportSize(viewport);
    for (const colorScheme of SCHEMES) {
      await page.emulateMedia({ colorScheme });
      const shown = `${screen}, ${size}, ${colorScheme}`;
      expect(await overflow(page), `${shown}: wider than the screen (px)`).toBe(0);
      for (const name of targets) {
        const box = await control(page, name).boundingBox();
        expect(Math.min(box?.width ?? 0, box?.height ?? 0), `${shown}: ${name}`).toBeGreaterThanOrEqual(
          LEAST_TARGET_PX,
        );
      }
      expect(await nameless(page), `${shown}: controls without a name`).toEqual([]);
      await page.screenshot({ path: test.info().outputPath(`${screen}-${size}-${colorScheme}.png`) });
    }
  }
  await page.setViewportSize(PHONE);
}

const control = (page: Page, name: string) => {
  const named = { name, exact: true };
  return page.getByRole('button', named).or(page.getByRole('link', named)).or(page.getByRole('textbox', named));
};

const overflow = (page: Page): Promise<number> =>
  page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);

/** The lines of the accessibility tree that are controls and have no name. */
async function nameless(page: Page): Promise<string[]> {
  const tree = await page.locator('body').ariaSnapshot();
  return tree.split('\n').filter((line) => /^\s*- (button|link|slider|textbox|switch|heading|img)(:| \[|$)/.test(line));
}
