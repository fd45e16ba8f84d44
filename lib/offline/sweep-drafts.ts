import { heldDrafts } from './draft-lock';
import type { Drafts } from './drafts';
import type { StoredDraft } from './stored-draft';

const DAY_MS = 24 * 60 * 60_000;
/** A page owns its draft a moment after it has begun it (ms). */
const BEGINNING_MS = 60_000;

/** Removes drafts in which nothing was said, and what is left of published takes. */
export async function sweepDrafts(drafts: Drafts, now = Date.now()): Promise<void> {
  const held = await heldDrafts();
  for (const draft of await drafts.all()) {
    if (isOver(draft, now) && !held.has(draft.takeId)) await drafts.remove(draft.takeId);
    // A page may have died between the server's answer and this.
    else if (draft.delivery?.at === 'published') await drafts.lighten(draft.takeId);
  }
}

function isOver({ stage, startedAt, delivery }: StoredDraft, now: number): boolean {
  if (delivery?.at === 'published') return now - delivery.publishedAt > DAY_MS;
  return stage === 'preroll' && now - startedAt > BEGINNING_MS;
}
