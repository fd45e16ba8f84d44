// `npm run dev`: the services of `npm start`, and Next compiling what is edited.
import { copyMixer } from './setup/build.mjs';
import { runCommand } from './setup/children.mjs';
import { onInstalled, setUpAlone } from './setup/prepare.mjs';
import { assertPortIsFree, claimDataDir, ROOT, readSettings } from './setup/settings.mjs';

await runCommand(
  async () => {
    const settings = readSettings();
    await assertPortIsFree(settings);
    return onInstalled(async () => {
      claimDataDir(settings.dataDir);
      await setUpAlone(() => copyMixer(ROOT));
      const { startServices } = await import('./setup/services.mjs');
      const { runApp } = await import('./setup/app.mjs');
      return runApp('dev', settings, await startServices(settings));
    });
  },
  { interrupted: 0 },
);
