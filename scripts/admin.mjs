// `npm run admin -- you@example.org`: whoever has the account with this address runs this place from now on. With the app or without it.
import { runCommand } from './setup/children.mjs';
import { onInstalled } from './setup/prepare.mjs';
import { SetupError, say } from './setup/say.mjs';
import { claimDataDir, readSettings } from './setup/settings.mjs';

await runCommand(() =>
  onInstalled(async () => {
    const email = process.argv[2]?.trim().toLowerCase();
    if (!email?.includes('@')) throw new SetupError('Say whose account it is: npm run admin -- you@example.org');
    const env = await reachServices(readSettings());
    const { appoint } = await import('../db/appoint.mjs');
    const outcome = await appoint(env.DATABASE_URL, email);
    if (outcome === 'nobody') {
      throw new SetupError(
        `Nobody has an account with ${email} yet. Start the app, make one at /account, then run this again.`,
      );
    }
    say(outcome === 'done' ? `${email} is an admin now, at /admin.` : `${email} is an admin already.`);
    return 0;
  }),
);

/** Beside the app where it runs; else the database alone, for as long as this takes. */
async function reachServices(settings) {
  const { joinServices, startServices } = await import('./setup/services.mjs');
  try {
    return joinServices(settings);
  } catch (error) {
    if (!(error instanceof SetupError)) throw error;
    claimDataDir(settings.dataDir);
    return (await startServices(settings)).env;
  }
}
