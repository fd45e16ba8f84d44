import { runCommand } from './children.mjs';
import { onInstalled, setUpAlone } from './prepare.mjs';
import { assertPortIsFree, claimDataDir, readSettings } from './settings.mjs';

/**
 * From a fresh clone to a running app. What needs packages is imported only after they are installed.
 * @param {'start' | 'dev'} mode of Next
 * @param {() => Promise<void>} prepare runs once everything is installed, while no other copy does
 */
export const serve = (mode, prepare) =>
  runCommand(
    async () => {
      const settings = readSettings();
      await assertPortIsFree(settings);
      return onInstalled(async () => {
        claimDataDir(settings.dataDir);
        await setUpAlone(prepare);
        const { startServices } = await import('./services.mjs');
        const { runApp } = await import('./app.mjs');
        return runApp(mode, settings, await startServices(settings));
      });
    },
    { interrupted: 0 },
  );
