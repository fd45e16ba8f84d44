import { chromium, test } from '@playwright/test';
import { DESK, PHONE } from '../people';
import { filmMap, openMapPage } from './map-frames';

/** A story as they grow, and one whose canon is a chain of 3,000. */
const TREES = [
  { name: 'random', takes: 10_000 },
  { name: 'comb', takes: 6_000 },
] as const;
const FILM_MS = 3_000;

const MACHINES = [
  { name: 'desktop', viewport: DESK, slower: 1 },
  { name: 'phone, 4 times slower', viewport: PHONE, slower: 4 },
];

test('frames of the map', async () => {
  const browser = await chromium.launch({ executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium' });
  try {
    for (const { name, viewport, slower } of MACHINES) {
      for (const tree of TREES) {
        const page = await browser.newPage({ viewport });
        await openMapPage(page);
        const { layoutMs, films } = await filmMap(page, tree, slower, FILM_MS);
        console.log(`${name}, ${tree.name}: ${tree.takes} takes grown and laid out in ${layoutMs.toFixed(0)} ms`);
        console.table(
          films.map(({ what, p50, p95, worst, late, frames, costMs }) => ({
            what,
            'p50 (ms)': p50.toFixed(1),
            'p95 (ms)': p95.toFixed(1),
            'worst (ms)': worst.toFixed(1),
            'later than 25 ms': `${late} of ${frames}`,
            'cost of one (ms)': costMs.toFixed(1),
          })),
        );
        await page.close();
      }
    }
  } finally {
    await browser.close();
  }
});
