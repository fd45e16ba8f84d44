import { sql } from 'drizzle-orm';
import type { Db } from './client';
import { guarded } from './guard';

/*
 * A row that many want to change is locked until its transaction is on the disk, so each waits for the disks of all before
 * it. Here it is locked until the commit, and those who have committed wait for the disk together. Nobody is told that
 * something is done before `onDisk`; what others see in between and build on is written before what they build.
 */

/** This transaction ends without waiting for the disk; `onDisk` comes after it. */
export const commitSoon = (tx: Db): Promise<unknown> =>
  guarded(() => tx.execute(sql`set local synchronous_commit = off`));

/** Resolves when everything that was committed before is on the disk: a message to nobody, for a commit that waits. */
export const onDisk = (db: Db): Promise<unknown> =>
  guarded(() => db.execute(sql`select pg_logical_emit_message(true, 'tap-story', '')`));
