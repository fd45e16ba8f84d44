import 'server-only';
import { addFault } from '@/db/queries/faults';
import { maskText } from '@/lib/domain/mask';
import { log } from './log';
import { systemDatabase } from './services';

/** So many a minute are written down, by each process: whatever fails for everybody says no more the hundredth time. */
const MOST_A_MINUTE = 30;
const MESSAGE_CHARS = 300;

type Minute = { since: number; count: number };
const holder = globalThis as typeof globalThis & { tapStoryFaults?: Minute };

type Fault = { requestId: string; route: string; code: string; thrown: unknown };

/** Writes down what was our fault, for whoever runs this place. Never throws, and nobody waits for it: it is in the log, too. */
export async function noteFault({ requestId, route, code, thrown }: Fault): Promise<void> {
  if (!isOneOfFew(Date.now())) return;
  try {
    await addFault(systemDatabase(), { requestId, route: templateOf(route), code, message: messageOf(thrown) });
  } catch (err) {
    // As when it is the database that is away.
    log.warn({ err, requestId }, 'fault not written down');
  }
}

function isOneOfFew(now: number): boolean {
  const minute = holder.tapStoryFaults;
  if (!minute || now - minute.since > 60_000) {
    holder.tapStoryFaults = { since: now, count: 1 };
    return true;
  }
  minute.count += 1;
  return minute.count <= MOST_A_MINUTE;
}

/** The path without the ids in it: what is the same for all of them. */
const templateOf = (route: string): string =>
  route
    .replace(/\?.*$/s, '')
    .replace(/[\da-f]{8}-(?:[\da-f]{4}-){3}[\da-f]{12}/gi, '[id]')
    .slice(0, 200);

/** Drizzle tells the query and what was put into it; of that only what the database said is kept. */
function messageOf(thrown: unknown): string {
  const innermost = thrown instanceof Error && thrown.cause instanceof Error ? thrown.cause : thrown;
  const text = innermost instanceof Error ? `${innermost.name}: ${innermost.message}` : String(innermost);
  return maskText(text.split('\nparams:')[0] ?? '').slice(0, MESSAGE_CHARS);
}
