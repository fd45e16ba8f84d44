import { and, eq, lt } from 'drizzle-orm';
import type { Db } from '../client';
import { guarded } from '../guard';
import { waitingTakes, withheldTakes } from '../people';
import { pathFiles, stories, storyVoices, takes } from '../schema';

/** Removes all rows of a story that is deleted since before then; the keys of its files, or null when somebody has it back. */
export async function purgeStory(tx: Db, { storyId, before }: { storyId: string; before: Date }) {
  return guarded(async () => {
    const stillDeleted = and(eq(stories.id, storyId), lt(stories.deletedAt, before));
    const locked = await tx.select({ id: stories.id }).from(stories).where(stillDeleted).for('update');
    if (locked.length === 0) return null;
    const keys = await keysOf(tx, storyId);
    // Likes, alignments and files of paths go with the takes; invitations, members, covers and what waits with the story.
    await tx.delete(takes).where(eq(takes.storyId, storyId));
    await tx.delete(storyVoices).where(eq(storyVoices.storyId, storyId));
    await tx.delete(stories).where(eq(stories.id, storyId));
    return keys;
  });
}

async function keysOf(tx: Db, storyId: string): Promise<string[]> {
  const told = await tx
    .select({ stem: takes.stemKey, mix: takes.mixKey, margins: takes.marginsKey })
    .from(takes)
    .where(eq(takes.storyId, storyId));
  const paths = await tx.select({ key: pathFiles.key }).from(pathFiles).where(eq(pathFiles.storyId, storyId));
  const waiting = await tx
    .select({ keys: waitingTakes.keys })
    .from(waitingTakes)
    .where(eq(waitingTakes.storyId, storyId));
  const withheld = await tx
    .select({ keys: withheldTakes.keys })
    .from(withheldTakes)
    .where(eq(withheldTakes.storyId, storyId));
  return [
    ...told.flatMap(({ stem, mix, margins }) => [stem, mix, ...(margins ? [margins] : [])]),
    ...paths.map(({ key }) => key),
    ...[...waiting, ...withheld].flatMap(({ keys }) => keys),
  ];
}
