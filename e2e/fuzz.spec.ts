import { rmSync } from 'node:fs';
import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from '@playwright/test';
import fc from 'fast-check';
import { freePorts } from '@/lib/server/storage/test-swift';
import { actionsOfBuild } from './doors/knock';
import { openWorld, type World } from './doors/world';
import { openMemory } from './fuzz/memory';
import { requests, type Wire } from './fuzz/requests';
import { schemasInSource } from './fuzz/schemas';
import { type Heard, send } from './fuzz/wire';
import { type MortalApp, openMortalApp } from './mortal-app';

/** So many requests; `FUZZ_RUNS=200000 PROPERTY_SEED=$RANDOM npm run check:e2e -- e2e/fuzz.spec.ts` looks further. */
const RUNS = Number(process.env.FUZZ_RUNS ?? 20_000);
const SEED = Number(process.env.PROPERTY_SEED ?? 20_261_121);
const WARM_UP = Math.min(2_000, RUNS / 2);
const AT_ONCE = 8;
const BATCH = 200;
/** So often what lies about is collected: left alone V8 makes itself more room meanwhile, and keeps it. */
const COLLECTED_EVERY = 2_000;
/** How much more memory the server may hold at the end than after the warm-up (bytes). */
const MOST_GROWTH = 64 * 1024 * 1024;

/** What tells of the inside: a stack's line, a folder of the machine, a query. */
const INSIDE =
  /\n\s+at .+[:(]\d+|node_modules|node:internal|file:\/\/\/|\bselect .+ from "?\w+"?|PostgresError|ECONNREFUSED/;

test('twenty thousand requests that are not quite right are refused, and nothing more', async () => {
  test.setTimeout(1_800_000);
  console.log(`seed ${SEED}, ${RUNS} requests`);
  const folder = await mkdtemp(join(tmpdir(), 'tap-story-fuzz-'));
  let app: MortalApp | null = null;
  let world: World | null = null;
  try {
    const inspectPort = await freePorts();
    const settings = { LIMITS: 'off', NODE_OPTIONS: `--inspect-port=${inspectPort}` };
    app = await openMortalApp(folder, settings);
    const memory = await openMemory(app.serverPid(), Number(inspectPort));
    world = await openWorld(app);
    const { routes, actions } = schemasInSource();
    const stories = [
      await world.story(),
      await world.story({ visibility: 'public' }),
      await world.story({ visibility: 'private' }),
    ];
    const ids = [
      ...stories.flatMap((made) => Object.values(made)),
      ...(['g', 'm', 'o', 'A'] as const).map(world.idOf),
      world.nobodys(),
    ];
    const made = requests(routes, actions, {
      known: { ids, texts: ['Ada', 'a@example.org', 'A door', 'dismiss', 'a long password for tests', 'e30', '/s/x'] },
      cookies: ['', ...(['g', 'm', 'o', 's', 'M', 'A', 'x', 'e'] as const).map(world.cookieOf)],
      origin: 'http://localhost',
      actions: actionsOfBuild(),
    });
    const port = Number(new URL(app.origin).port);
    const faults = new Map<string, string>();
    const answers = new Map<number, number>();
    const held: { resident: number; objects: number }[] = [];
    for (let sent = 0; sent < RUNS; sent += BATCH) {
      if (sent >= WARM_UP && (sent - WARM_UP) % COLLECTED_EVERY < BATCH) held.push(await memory.settled());
      const batch = fc.sample(made, { seed: SEED + sent, numRuns: Math.min(BATCH, RUNS - sent) });
      await each(batch, async (wire) => {
        const heard = await send(port, wire);
        answers.set(heard.status, (answers.get(heard.status) ?? 0) + 1);
        const fault = faultOf(heard);
        if (fault) faults.set(`${fault} ${wire.door}`, told(wire, heard));
      });
    }
    console.log(
      [...answers]
        .toSorted()
        .map(([status, count]) => `${status}: ${count}`)
        .join(', '),
    );
    for (const fault of faults.values()) console.log(fault);
    expect([...faults.keys()]).toEqual([]);
    expect(answers.get(200) ?? 0, 'some are right').toBeGreaterThan(RUNS / 100);
    const ready = await fetch(`${app.origin}/ready`);
    expect(ready.status).toBe(200);
    const after = await memory.settled();
    memory.close();
    console.log(`MB resident and of objects, every ${COLLECTED_EVERY}: ${[...held, after].map(inMb).join(', ')}`);
    expect(after.resident - (held[0]?.resident ?? 0)).toBeLessThan(MOST_GROWTH);
  } finally {
    await world?.close();
    await app?.close();
    rmSync(folder, { recursive: true, force: true });
  }
});

/**
 * What may be so for a while: a take whose files are being made anew, and more pictures than are drawn at a time. And what oEmbed
 * itself wants to be said of a format that is not spoken.
 */
const DECLARED = /"code":"(mixing_busy|too_many_cards|format_not_spoken)"/;

function faultOf({ status, body, head }: Heard): string | null {
  if (status >= 500 && !DECLARED.test(body)) return String(status);
  return INSIDE.test(body) || INSIDE.test(head) ? 'inside' : null;
}

const told = ({ door, method, target, headers, body }: Wire, { status, body: answer }: Heard): string =>
  [
    `${status} ${door}: ${method} ${target.slice(0, 300)}`,
    ...headers.map(([name, value]) => `  ${name}: ${name === 'cookie' ? '…' : value.slice(0, 200)}`),
    `  ${JSON.stringify(body.toString('latin1').slice(0, 600))}`,
    `  → ${JSON.stringify(answer.slice(0, 300))}`,
  ].join('\n');

async function each<T>(all: readonly T[], run: (one: T) => Promise<void>): Promise<void> {
  const left = [...all];
  const next = async (): Promise<void> => {
    for (let one = left.shift(); one !== undefined; one = left.shift()) await run(one);
  };
  await Promise.all(Array.from({ length: AT_ONCE }, next));
}

const inMb = ({ resident, objects }: { resident: number; objects: number }): string =>
  `${Math.round(resident / 1e6)} and ${Math.round(objects / 1e6)}`;
