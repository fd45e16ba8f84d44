import 'server-only';
import type { Logger } from 'pino';
import { cache } from 'react';
import type { Db } from '@/db/client';
import { currentActor } from './auth';
import { log } from './log';
import { database, storage } from './services';
import type { Storage } from './storage/port';

/** What every use case is given: who is acting and what it may touch. */
export type Ctx = {
  actor: Awaited<ReturnType<typeof currentActor>>;
  db: Db;
  storage: Storage;
  log: Logger;
};

export async function openContext(bindings: Record<string, unknown> = {}): Promise<Ctx> {
  return { actor: await currentActor(), db: database(), storage: storage(), log: log.child(bindings) };
}

/** The context of the page that is being rendered: one for all of its parts. */
export const pageContext = cache(() => openContext());
