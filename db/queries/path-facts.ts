import { sql } from 'drizzle-orm';
import type { Db } from '../client';
import { guarded } from '../guard';
import { type MapRow, selectMapWalk } from './takes';
import { ancestry } from './walks';

/** What the map shows of each take from the seed down to this one; empty when the story has no such take. Along a path ends grow. */
export const pathOnMap = (db: Db, take: { storyId: string; id: string }): Promise<MapRow[]> =>
  guarded(() => selectMapWalk(db, take, ancestry(take), sql`step.start_ms + step.duration_ms`));
