import fc from 'fast-check';
import { expect, it, vi } from 'vitest';
import type { Form } from '@/lib/studio/ports';
import type { StoredDraft } from './stored-draft';
import { draftOf } from './test-device';
import { hashOf, stemOf } from './test-server';
import { createWorld, type Fate, type World } from './test-world';

// The real one answers from a thread, and then no run would be like another.
vi.mock('./sha256', () => ({ sha256: async (bytes: Uint8Array) => hashOf(bytes) }));

/** What the test itself knows: every take that was ever recorded, and what the person has done with it. */
type ModelTake = { takeId: string; stem: string; margins: string | null; parentId: string | null };
type Model = { takes: ModelTake[]; discarded: Set<string> };
type Run = fc.AsyncCommand<Model, World>;

const STORY = '01980000-0000-7000-8000-0000000000ff';
const HOUR_MS = 60 * 60_000;
const idOf = (n: number) => `01980000-0000-7000-8000-${String(n).padStart(12, '0')}`;
const formOf = (title: string): Form => ({ title, name: 'Ben', visibility: 'public' });
const answerOf = (parentId: string): StoredDraft['aim']['answer'] => ({
  storyId: STORY,
  storyTitle: '',
  kind: 'duet',
  parent: { id: parentId, startMs: 0, durationMs: 2_000, authorName: '', authorId: '', mixUrl: '', peaks: [] },
  earliestStartMs: 0,
});

/** Bytes that no other take has. */
const bytesOf = (takeId: string, kind: string, size: number) =>
  new TextEncoder().encode(`${takeId} ${kind}`.slice(-size));

function record(model: Model, world: World, parent: number, isRendered: boolean, size: number): void {
  const takeId = idOf(model.takes.length);
  const parentId = model.takes[parent % (model.takes.length + 1)]?.takeId ?? null;
  const [source, stem, mix, margins] = [
    bytesOf(takeId, 'source', size),
    bytesOf(takeId, 'stem', size),
    bytesOf(takeId, 'mix', 12),
    bytesOf(takeId, 'margins', 14),
  ];
  const published = isRendered ? { stem, margins } : { stem: stemOf(source), margins: stemOf(source) };
  model.takes.push({
    ...{ takeId, parentId, stem: hashOf(published.stem) },
    margins: parentId && hashOf(published.margins),
  });
  world.keep({
    draft: draftOf(takeId, {
      storyId: STORY,
      aim: { answer: parentId ? answerOf(parentId) : null, punchMs: 0 },
      stage: 'review',
      rendered: isRendered
        ? { durationMs: 2_000, gainDb: 0, peaks: Uint8Array.of(1), hasMargins: parentId !== null }
        : null,
    }),
    source,
    files: new Map(
      isRendered ? [['stem', stem], ['mix', mix], ...(parentId ? [['margins', margins] as const] : [])] : [],
    ),
  });
}

/** Nothing is ever lost, doubled, mixed up, or refused for a reason that was not there. */
function check({ takes, discarded }: Model, world: World): void {
  const { server, kept } = world;
  expect(world.reported).toEqual([]);
  expect(new Set(server.created).size).toBe(server.created.length);
  expect(world.sending().size).toBeLessThanOrEqual(1);
  for (const { takeId, parentId, stem, margins } of takes) {
    const there = server.takes.get(takeId);
    const here = kept.get(takeId);
    if (there) {
      expect(there).toMatchObject({ stem, margins, parentId, storyId: STORY });
      if (parentId) expect(server.created.indexOf(parentId)).toBeLessThan(server.created.indexOf(takeId));
    } else if (!discarded.has(takeId)) {
      expect(here?.source.length).toBeGreaterThan(0);
      expect(here?.files.size).toBe(here?.draft.rendered ? (parentId ? 3 : 2) : 0);
      expect(here?.draft.delivery?.at).not.toBe('published');
    }
    const refused = here?.draft.delivery?.at === 'refused' ? here.draft.delivery.code : null;
    if (refused === 'parent_not_found' || refused === 'story_not_found') expect(hasLost(parentId)).toBe(true);
    else if (refused) expect([refused, here?.draft.form.title]).toEqual(['title_invalid', 'bad']);
  }

  function hasLost(takeId: string | null): boolean {
    return takeId !== null && discarded.has(takeId) && !server.takes.has(takeId);
  }
}

class Do implements Run {
  constructor(
    readonly name: string,
    readonly work: (world: World, model: Model) => Promise<void> | void,
    readonly may: (model: Model) => boolean = () => true,
  ) {}
  check = (model: Readonly<Model>) => this.may(model);
  async run(model: Model, world: World): Promise<void> {
    await this.work(world, model);
    await world.settled();
    check(model, world);
  }
  toString = () => this.name;
}

const hasTakes = ({ takes }: Model) => takes.length > 0;
const pageOf = (world: World, n: number) => world.alive()[n % Math.max(1, world.alive().length)];
const takeOf = ({ takes }: Model, n: number) => takes[n % takes.length]?.takeId ?? '';
const fate = fc.constantFrom<Fate>('served', 'served', 'served', 'served', 'lost', 'unanswered', 'unwell');
const nat = fc.nat({ max: 9 });
const signal = fc.constantFrom('online' as const, 'offline' as const, 'seen' as const);
const bits = fc.nat({ max: 0xffff });

const pass: fc.Arbitrary<Run> = fc.array(fc.tuple(nat, fate), { minLength: 1, maxLength: 40 }).map(
  (steps) =>
    new Do(`calls: ${steps.join(' ')}`, async (world) => {
      for (const [n, fate] of steps) await world.letThrough(n, fate);
    }),
);

/** A person does not wait for the device, so neither does the test. */
const person = (name: string, work: (world: World, model: Model) => Promise<unknown> | undefined) =>
  new Do(name, (world, model) => void work(world, model), hasTakes);

const recording = fc.tuple(nat, fc.boolean(), fc.constantFrom(12, 44, 60)).map(
  ([parent, isRendered, size]) =>
    new Do(
      `record ${parent} ${isRendered} ${size}`,
      (world, model) => record(model, world, parent, isRendered, size),
      ({ takes }) => takes.length < 8,
    ),
);

const asking = fc
  .tuple(nat, nat, fc.constantFrom('The dark house', 'The dark house', 'The dark house', 'bad'))
  .map(([n, m, title]) =>
    person(`ask ${n} by ${m}: ${title}`, (world, model) =>
      pageOf(world, m)?.outbox.ask(takeOf(model, n), formOf(title)).catch(onlyGone),
    ),
  );

const changing = fc
  .tuple(fc.constantFrom('retry' as const, 'withdraw' as const), nat, nat)
  .map(([what, n, m]) =>
    person(`${what} ${n} by ${m}`, (world, model) => pageOf(world, m)?.outbox[what](takeOf(model, n))),
  );

const discarding = fc.tuple(nat, nat).map(([n, m]) =>
  person(`discard ${n} by ${m}`, (world, model) => {
    const page = pageOf(world, m);
    const takeId = takeOf(model, n);
    if (page) model.discarded.add(takeId);
    return page?.drafts.remove(takeId);
  }),
);

const opening = nat.map((n) => new Do('open', (world) => void (n < 7 && world.alive().length < 3 && world.open())));

const killing = fc.tuple(nat, bits).map(
  ([n, bits]) =>
    new Do(`kill ${n} ${bits}`, async (world) => {
      const page = pageOf(world, n);
      if (page) await world.kill(page, (n) => ((bits >> (n % 16)) & 1) === 1);
    }),
);

const time = fc.integer({ min: 0, max: 40_000 }).map((ms) => new Do(`pass ${ms} ms`, (world) => world.pass(ms)));
const clock = fc
  .constantFrom(-400 * 24 * HOUR_MS, -30_000, 30_000, 400 * 24 * HOUR_MS)
  .map((ms) => new Do(`clock moved by ${ms} ms`, (world) => world.moveClock(ms)));
const telling = fc
  .tuple(nat, signal)
  .map(([n, signal]) => new Do(`${signal} ${n}`, (world) => pageOf(world, n)?.signal(signal)));

/** What comes often stands there often. */
const commands: fc.Arbitrary<Run>[] = [
  ...Array<fc.Arbitrary<Run>>(12).fill(pass),
  ...[recording, recording, recording, asking, asking, asking, asking, changing, discarding],
  ...[opening, opening, killing, time, time, clock, telling],
  fc.constant(new Do('pass an hour', (world) => world.pass(HOUR_MS))),
  fc.constant(new Do('sweep', (world) => world.server.sweep())),
  fc.constant(new Do('sign out', (world) => world.server.signOut())),
];

const onlyGone = (thrown: unknown) => expect(thrown).toMatchObject({ code: 'draft_incomplete' });

/** All is well from now on: whatever was asked and can be published is, in the end. */
async function calm(model: Model, world: World, isAllAsked: boolean): Promise<void> {
  const page = world.alive()[0] ?? world.open();
  for (const page of world.alive()) page.signal('online');
  for (const takeId of isAllAsked ? world.kept.keys() : []) {
    void page.outbox.ask(takeId, formOf('The dark house')).catch(onlyGone);
  }
  for (let turn = 0; turn < 3_000; turn++) {
    await world.settled();
    if (world.waiting() > 0) await world.letThrough(0);
    else if (isDone(world)) return;
    else if (!(await world.sleep())) break;
  }
  expect([...world.kept.values()].filter(({ draft }) => !isAtRest(world, draft))).toEqual([]);
  check(model, world);
}

const isDone = (world: World) => [...world.kept.values()].every(({ draft }) => isAtRest(world, draft));

/** Published, refused, not asked, or behind one that is. */
function isAtRest(world: World, { delivery, stage, aim }: StoredDraft): boolean {
  if (stage !== 'outbox' || delivery?.at !== 'waiting') return true;
  const parent = world.kept.get(aim.answer?.parent.id ?? '')?.draft;
  return parent !== undefined && parent.delivery?.at !== 'published' && isAtRest(world, parent);
}

it('publishes every take once, after its parent, or keeps it, whatever fails, dies, or is asked', {
  timeout: 300_000,
}, async () => {
  const ends: Record<string, number> = {};
  const runs = Number(process.env.MODEL_RUNS ?? 300);
  await fc.assert(
    fc.asyncProperty(
      fc.commands(commands, { maxCommands: 120, size: 'max' }),
      fc.boolean(),
      async (commands, isAllAsked) => {
        const model: Model = { takes: [], discarded: new Set() };
        const world = createWorld();
        world.open();
        await fc.asyncModelRun(() => ({ model, real: world }), commands);
        await calm(model, world, isAllAsked);
        for (const { takeId } of model.takes) {
          const here = world.kept.get(takeId)?.draft;
          const end = here
            ? (here.delivery?.at ?? 'not asked')
            : world.server.takes.has(takeId)
              ? 'there alone'
              : 'discarded';
          ends[end] = (ends[end] ?? 0) + 1;
        }
      },
    ),
    { numRuns: runs },
  );
  console.info(`ends of ${runs} runs:`, ends);
  expect(ends.published).toBeGreaterThan(runs / 2);
});

it('asks the server for nothing twice while all goes well, in whatever order it answers', async () => {
  const takes = fc.array(fc.tuple(nat, fc.boolean(), fc.constantFrom(12, 44, 60)), { minLength: 1, maxLength: 4 });
  await fc.assert(
    fc.asyncProperty(takes, fc.infiniteStream(fc.nat({ max: 30 })), fc.nat({ max: 3 }), async (takes, order, pages) => {
      const model: Model = { takes: [], discarded: new Set() };
      const world = createWorld();
      for (let n = 0; n <= pages; n++) world.open();
      for (const [parent, isRendered, size] of takes) record(model, world, parent, isRendered, size);
      for (const { takeId } of model.takes) void world.pages[0]?.outbox.ask(takeId, formOf('The dark house'));
      await world.settled();
      for (const n of order) {
        if (world.waiting() === 0) break;
        await world.letThrough(n);
      }
      expect(world.server.created.length).toBe(takes.length);
      expect(world.server.served.filter((one, i, all) => all.indexOf(one) !== i && !one.endsWith('/uploads'))).toEqual(
        [],
      );
      expect(world.server.served.filter((one) => one.endsWith('/uploads')).length).toBe(takes.length);
    }),
    { numRuns: 100 },
  );
});
