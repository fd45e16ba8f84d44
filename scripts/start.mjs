// `npm start`: from a fresh clone to a running app, on any Node from 20.9 and without node_modules. What needs packages
// is imported only after they are installed.
import { build } from './setup/build.mjs';
import { runCommand } from './setup/children.mjs';
import { onInstalled, setUpAlone } from './setup/prepare.mjs';
import { assertPortIsFree, claimDataDir, ROOT, readSettings } from './setup/settings.mjs';

await runCommand(
  async () => {
    const settings = readSettings();
    await assertPortIsFree(settings);
    return onInstalled(async () => {
      claimDataDir(settings.dataDir);
      await setUpAlone(() => build(ROOT));
      const { startServices } = await import('./setup/services.mjs');
      const { runApp } = await import('./setup/app.mjs');
      return runApp('start', settings, await startServices(settings));
    });
  },
  { interrupted: 0 },
);
