// `npm run check:e2e`: the journeys, in the Chromium of this machine.
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { runCommand, start } from './setup/children.mjs';
import { onInstalled } from './setup/prepare.mjs';
import { SetupError } from './setup/say.mjs';
import { ROOT } from './setup/settings.mjs';

const BROWSERS = [
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
];

await runCommand(() =>
  onInstalled(async () => {
    const playwright = join(ROOT, 'node_modules', '@playwright', 'test', 'cli.js');
    const args = [playwright, 'test', ...process.argv.slice(2)];
    const { code } = await start(process.execPath, args, { cwd: ROOT, env: { ...process.env, CHROMIUM: chromium() } })
      .ended;
    return code;
  }),
);

function chromium() {
  const wanted = process.env.CHROMIUM;
  const found = wanted ? [wanted].find(existsSync) : BROWSERS.find(existsSync);
  if (found) return found;
  throw new SetupError(
    `${wanted ? `CHROMIUM is ${wanted}, and there is nothing.` : 'The journeys need Chromium, and there is none.'} ` +
      'On Debian or Ubuntu: sudo apt-get install chromium. ' +
      'Elsewhere install Chrome or Chromium and give its program: CHROMIUM=/path/to/chrome npm test',
  );
}
