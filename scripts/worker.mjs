// `npm run worker`: the jobs of the app in a process of their own, as many as one likes; the app itself leaves them with WORKER=off.
import { join } from 'node:path';
import { build } from './setup/build.mjs';
import { runCommand, start } from './setup/children.mjs';
import { JOBS_WORKER } from './setup/jobs-worker.mjs';
import { onInstalled, setUpAlone } from './setup/prepare.mjs';
import { ROOT, readSettings } from './setup/settings.mjs';

await runCommand(
  () =>
    onInstalled(async () => {
      await setUpAlone(() => build(ROOT));
      const { joinServices } = await import('./setup/services.mjs');
      const env = joinServices(readSettings());
      const args = ['--enable-source-maps', join(ROOT, JOBS_WORKER)];
      return (await start(process.execPath, args, { cwd: ROOT, env }).ended).code;
    }),
  { interrupted: 0 },
);
