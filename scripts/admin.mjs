// `npm run admin -- you@example.org`: whoever has the account with this address runs this place from now on. With the app or without it.
import { parseArgs } from 'node:util';
import { runCommand } from './setup/children.mjs';
import { onInstalled } from './setup/prepare.mjs';
import { SetupError, say } from './setup/say.mjs';
import { claimDataDir, readSettings } from './setup/settings.mjs';

const DOUBTS = {
  unproven: 'Nobody has shown that this address is theirs: anybody may have made the account.',
  suspended: 'The account is suspended, and may do nothing until that is lifted.',
};

await runCommand(() =>
  onInstalled(async () => {
    const { positionals, values } = asked();
    const email = positionals[0]?.trim().toLowerCase();
    if (!email?.includes('@')) throw new SetupError('Say whose account it is: npm run admin -- you@example.org');
    const env = await reachServices(readSettings());
    const { appoint } = await import('../db/appoint.mjs');
    const { outcome, name, since } = await appoint(env.DATABASE_URL, email, {
      isSure: values.yes,
      // Without mail nobody can show whose address it is; who it is stands in the answer.
      asksProof: Boolean(process.env.SMTP_URL),
    });
    if (outcome === 'nobody') {
      throw new SetupError(
        `Nobody has an account with ${email} yet. Start the app, make one at /account, then run this again.`,
      );
    }
    const doubt = DOUBTS[outcome];
    if (doubt) {
      throw new SetupError(
        `${email} is ${name}, here since ${since.toISOString().slice(0, 10)}. ${doubt} If you are sure: npm run admin -- ${email} --yes`,
      );
    }
    const who = `${email} (${name}, here since ${since.toISOString().slice(0, 10)})`;
    say(outcome === 'done' ? `${who} is an admin now, at /admin.` : `${who} is an admin already.`);
    return 0;
  }),
);

function asked() {
  try {
    return parseArgs({ allowPositionals: true, options: { yes: { type: 'boolean', default: false } } });
  } catch (cause) {
    throw new SetupError('Say whose account it is: npm run admin -- you@example.org', { cause });
  }
}

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
