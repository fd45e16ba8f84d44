import { install } from './install.mjs';
import { withLock } from './lock.mjs';
import { continueOnOwnNode, fetchOwnNode } from './node.mjs';
import { say } from './say.mjs';
import { ROOT, SETUP_LOCK } from './settings.mjs';

/** Runs `work` while no other copy installs or builds in this folder. */
export const setUpAlone = (work) =>
  withLock(SETUP_LOCK, () => say('Another copy is being set up in this folder. Waiting for it …'), work);

/**
 * Installs what is missing, then runs `job` on the project's own Node.
 * @param {() => Promise<number>} job gives the exit code
 * @returns {Promise<number>}
 */
export async function onInstalled(job) {
  await setUpAlone(async () => {
    await install(ROOT);
    await fetchOwnNode(ROOT);
  });
  return (await continueOnOwnNode(ROOT)) ?? job();
}
