import 'server-only';
import { headers } from 'next/headers';
import type { Logger } from 'pino';
import { cache } from 'react';
import type { Db } from '@/db/client';
import { addressOf } from './address';
import { type CurrentActor, currentActor } from './auth';
import { log } from './log';
import { database, storage } from './services';
import type { Storage } from './storage/port';

/** What every use case is given: who is acting, from where, and what it may touch. */
export type Ctx = {
  actor: CurrentActor | null;
  /** Where the request comes from; empty where that is not known. */
  address: string;
  db: Db;
  storage: Storage;
  log: Logger;
};

export async function openContext(bindings: Record<string, unknown> = {}): Promise<Ctx> {
  const [actor, heads] = await Promise.all([currentActor(), headers()]);
  return { actor, address: addressOf(heads), db: database(), storage: storage(), log: log.child(bindings) };
}

/** The context of the page that is being rendered: one for all of its parts. */
export const pageContext = cache(() => openContext());
