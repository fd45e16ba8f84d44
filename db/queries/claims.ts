import { sql } from 'drizzle-orm';
import type { Db } from '../client';
import { guarded } from '../guard';
import { notifyStory, type Pointer } from './events';

type Claim = { guestId: string; memberId: string };
type Unliked = { storyId: string; takeId: string; likeCount: number; canon: Pointer[] };

/** Of two who wait for each other PostgreSQL sends one away; who comes again finds its way free. */
const ATTEMPTS = 3;
const DEADLOCK = '40P01';

/** Gives all that is a guest's to a member, in one transaction; again changes nothing. True when there was something to claim. */
export async function claimGuest(db: Db, claim: Claim): Promise<boolean> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await guarded(() => db.transaction((tx) => takeOver(tx, claim)));
    } catch (cause) {
      if (attempt === ATTEMPTS || !isDeadlock(cause)) throw cause;
    }
  }
}

async function takeOver(tx: Db, { guestId, memberId }: Claim): Promise<boolean> {
  const [answer] = await tx.execute<{ claimed: boolean; unliked: Unliked[] }>(
    sql`select claimed, unliked from claim_guest(${guestId}, ${memberId})`,
  );
  for (const like of answer?.unliked ?? []) await notifyStory(tx, { type: 'like', ...like });
  return answer?.claimed ?? false;
}

function isDeadlock(error: unknown): boolean {
  for (let link = error; link instanceof Error; link = link.cause) {
    if ('code' in link && link.code === DEADLOCK) return true;
  }
  return false;
}
