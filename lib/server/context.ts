import 'server-only';
import { headers } from 'next/headers';
import type { Logger } from 'pino';
import { cache } from 'react';
import type { Db } from '@/db/client';
import { addressOf } from './address';
import { log } from './log';
import { database, storage } from './services';
import { type CurrentActor, currentActor, renewedActor } from './session';
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

/** `renews`: where cookies can be set, and nothing in between keeps the answer, the session is signed anew when it has to be. */
export async function openContext(
  bindings: Record<string, unknown> = {},
  { renews = false }: { renews?: boolean | undefined } = {},
): Promise<Ctx> {
  const [actor, heads] = await Promise.all([renews ? renewedActor() : currentActor(), headers()]);
  return { actor, address: addressOf(heads), db: database(actor?.id), storage: storage(), log: log.child(bindings) };
}

/** The context of the page that is being rendered: one for all of its parts. */
export const pageContext = cache(() => openContext());
