import 'server-only';
import { sql } from 'drizzle-orm';
import { log } from './log';
import { database, storage } from './services';

const DEADLINE_MS = 1_000;

export type Readiness = { ready: boolean; checks: Record<'database' | 'store', 'ok' | 'down'> };

/** Whether the database and the store answer within a second each. */
export async function readiness(): Promise<Readiness> {
  const [databaseCheck, store] = await Promise.all([
    probe('database', () => database().execute(sql`select 1`)),
    probe('store', (signal) => storage().ready(signal)),
  ]);
  return { ready: databaseCheck === 'ok' && store === 'ok', checks: { database: databaseCheck, store } };
}

async function probe(name: string, ask: (signal: AbortSignal) => PromiseLike<unknown>): Promise<'ok' | 'down'> {
  const signal = AbortSignal.timeout(DEADLINE_MS);
  const deadline = new Promise<never>((_, reject) => {
    signal.addEventListener('abort', () => reject(signal.reason), { once: true });
  });
  try {
    await Promise.race([ask(signal), deadline]);
    return 'ok';
  } catch (err) {
    log.error({ err, check: name }, 'not ready');
    return 'down';
  }
}
