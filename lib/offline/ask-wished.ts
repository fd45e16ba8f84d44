import { heldDrafts } from './draft-lock';
import type { Drafts } from './drafts';
import type { Outbox } from './outbox-runner';

/** Asks for what was to be published when the page that was still mixing it died: the server mixes it then. */
export async function askWished(drafts: Pick<Drafts, 'all'>, outbox: Pick<Outbox, 'ask'>): Promise<void> {
  const held = await heldDrafts();
  for (const { takeId, stage, isWished, form } of await drafts.all()) {
    if (stage === 'review' && isWished && !held.has(takeId)) await outbox.ask(takeId, form);
  }
}
