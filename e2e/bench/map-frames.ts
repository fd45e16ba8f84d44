import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Page } from '@playwright/test';
import { build } from 'esbuild';
import type { MapBench } from './map-page';
import type { TREES } from './map-trees';

declare const bench: MapBench;

type Tree = { name: keyof typeof TREES; takes: number };

const PAGE = `<!doctype html><html><body><div style="position:relative;width:100vw;height:100vh">
<canvas id="map"></canvas><canvas id="overlay"></canvas></div>
<style>body{margin:0;background:var(--bg);font-family:sans-serif}canvas{position:absolute;inset:0;width:100%;height:100%;touch-action:none}</style>`;

/** The colours of the app's own style sheet: what stands before its first layer. */
async function theme(): Promise<string> {
  const css = await readFile(join(__dirname, '../../app/globals.css'), 'utf8');
  return css.slice(css.indexOf(':root'), css.indexOf('@font-face'));
}

/** Opens a page with the map's two canvases, and runs a script on it that fills them. */
export async function openMapPage(page: Page, entry = 'map-page.ts'): Promise<void> {
  const {
    outputFiles: [script],
  } = await build({
    entryPoints: [join(__dirname, entry)],
    bundle: true,
    minify: true,
    format: 'iife',
    write: false,
  });
  await page.setContent(PAGE);
  await page.addStyleTag({ content: await theme() });
  await page.addScriptTag({ content: script?.text ?? '' });
}

/**
 * Frames (ms apart) of each way to move, and what a frame costs the page's own thread (ms of processor time, which a busy
 * machine does not change); `slower` is how many times slower the processor is made.
 */
export async function filmMap(page: Page, tree: Tree, slower: number, forMs: number) {
  const session = await page.context().newCDPSession(page);
  await session.send('Performance.enable', { timeDomain: 'threadTicks' });
  const spentMs = async () => {
    const { metrics } = await session.send('Performance.getMetrics');
    return 1_000 * (metrics.find(({ name }) => name === 'TaskDuration')?.value ?? 0);
  };
  const before = await spentMs();
  await page.evaluate(([name, count]) => bench.open(name, count), [tree.name, tree.takes] as const);
  const layoutMs = (await spentMs()) - before;
  await session.send('Emulation.setCPUThrottlingRate', { rate: slower });
  const films = [];
  for (const what of await page.evaluate(() => bench.moves)) {
    const began = await spentMs();
    const frames = await page.evaluate(([name, ms]) => bench.move(name as never, ms), [what, forMs] as const);
    films.push({ what, ...frames, costMs: ((await spentMs()) - began) / frames.frames });
  }
  await session.detach();
  return { layoutMs, films };
}
