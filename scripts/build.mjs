// `npm run check:build`: what `npm start` builds, if the last build was of other sources.
import { build } from './setup/build.mjs';
import { runCommand } from './setup/children.mjs';
import { onInstalled, setUpAlone } from './setup/prepare.mjs';
import { ROOT } from './setup/settings.mjs';

await runCommand(() =>
  onInstalled(async () => {
    await setUpAlone(() => build(ROOT));
    return 0;
  }),
);
