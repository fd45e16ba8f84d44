// `npm test`: everything that must hold, in the order of what it costs; stops at the first failure.
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { copyMixer } from './setup/build.mjs';
import { runCommand, start } from './setup/children.mjs';
import { npm } from './setup/install.mjs';
import { onInstalled, setUpAlone } from './setup/prepare.mjs';
import { say } from './setup/say.mjs';
import { ROOT } from './setup/settings.mjs';

const CHECKS = [
  ['Format and lint', 'check:lint'],
  ['Types', 'check:types'],
  ['Unused code', 'check:unused'],
  ['Unit and integration tests', 'check:unit'],
  ['Production build', 'check:build'],
  ['Journeys in a browser', 'check:e2e'],
  ['Takes in time, through real sound', 'check:sound'],
];
const JOURNEYS = ['check:e2e', 'check:sound'];

await runCommand(() =>
  onInstalled(async () => {
    await setUpAlone(() => copyMixer(ROOT));
    const began = Date.now();
    for (const [title, script] of CHECKS) {
      if (JOURNEYS.includes(script) && !existsSync(join(ROOT, 'playwright.config.ts'))) continue;
      say(`\n── ${title} ──\n`);
      const { command, args } = npm(['run', '--silent', script]);
      const { code } = await start(command, args, { cwd: ROOT }).ended;
      if (code === 0) continue;
      say(`\n✗ ${title} failed. Run it alone with: npm run ${script}`);
      return code;
    }
    say(`\n✓ Everything holds (${Math.round((Date.now() - began) / 1000)} s).`);
    return 0;
  }),
);
