import 'server-only';
import type { Db } from '@/db/client';
import { changeState, dueTakes } from '@/db/queries/silence';
import type { TakeState } from '@/lib/domain/people';
import { enqueue } from './jobs/queue';
import { tell } from './notices';
import { systemDatabase } from './services';

type Silence = { storyId: string; takeId: string; to: TakeState };

/**
 * Takes a voice out of a story or puts it back, in this transaction of the system's, whose maker has asked the policy. False when
 * it is so already. Whoever waited to answer it is told. Throws take_not_found, and take_not_shown of what is removed for good.
 */
export async function silenceTake(tx: Db, { storyId, takeId, to }: Silence): Promise<boolean> {
  const { isChanged, refused } = await changeState(tx, { storyId, takeId, to });
  for (const waiting of refused)
    await tell(tx, { userId: waiting.authorId, kind: 'decision', storyId, takeId: waiting.takeId });
  if (isChanged) await enqueue(tx, 'take.remix', { storyId, takeId });
  return isChanged;
}

/** So many an hour of those whose jobs have failed for good. */
const MOST_AGAIN = 500;

/** Sends the jobs of all takes that still wait for their files: whatever failed is tried again. How many they are. */
export async function remixWhatIsDue(db = systemDatabase()): Promise<number> {
  const due = await dueTakes(db, { most: MOST_AGAIN });
  for (const take of due) await enqueue(db, 'take.remix', take);
  return due.length;
}
