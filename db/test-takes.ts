import { createHash } from 'node:crypto';
import { v7 as uuidv7 } from 'uuid';
import { NOT_ALIGNED } from '../lib/domain/not-aligned';
import type { Db } from './client';
import { type NewTake, publishTake } from './queries/publish';
import type { TakeRow } from './queries/takes';
import { createGuest } from './queries/users';

const fileOf = (takeId: string, kind: string) => ({
  key: `audio/${takeId}/${kind}`,
  bytes: 1_000,
  sha256: createHash('sha256').update(`${takeId}/${kind}`).digest('hex'),
});

/** A seed that keeps every rule, with a story of its own; change what the test is about. */
export function newTake(change: Partial<NewTake> & { authorId: string }): NewTake {
  const { id = uuidv7(), storyId = uuidv7(), parentId = null } = change;
  return {
    id,
    storyId,
    parentId,
    startMs: 0,
    durationMs: 10_000,
    stem: fileOf(id, 'stem'),
    mix: fileOf(id, 'mix'),
    peaks: Uint8Array.from([0, 128, 255]),
    gainDb: 1.5,
    alignment: { ...NOT_ALIGNED, method: parentId ? 'measured' : 'none' },
    gear: null,
    margins: parentId ? fileOf(id, 'margins') : null,
    story: parentId ? null : { title: 'A story', visibility: 'public' },
    ...change,
  };
}

/** An answer after its parent's end. */
export const answerTo = (parent: TakeRow, change: Partial<NewTake> = {}): NewTake =>
  newTake({
    authorId: parent.authorId,
    storyId: parent.storyId,
    parentId: parent.id,
    startMs: parent.startMs + parent.durationMs,
    durationMs: 5_000,
    ...change,
  });

/** A new story with a seed by a new guest. */
export async function publishSeed(db: Db, change: Partial<NewTake> = {}): Promise<TakeRow> {
  const author = await createGuest(db, { name: 'Ada' });
  const { take } = await publishTake(db, newTake({ authorId: author.id, ...change }));
  return take;
}
