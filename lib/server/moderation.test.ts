import { eq } from 'drizzle-orm';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { POST } from '@/app/api/v1/reports/route';
import { auditLog, decisions, notices, reports, withheldTakes } from '@/db/people';
import { openAppeals } from '@/db/queries/decisions';
import { publishTake } from '@/db/queries/publish';
import { openCases } from '@/db/queries/reports';
import { getTake, type TakeRow } from '@/db/queries/takes';
import { users } from '@/db/schema';
import { answerTo, publishSeed } from '@/db/test-takes';
import type { DecisionKind, Role } from '@/lib/domain/people';
import { appealDecision, decideAppeal, readAppeal, readAppeals, readDecision } from './appeals';
import { readCase, readCases } from './cases';
import type { Ctx } from './context';
import { decidePerson, decideReport } from './moderation';
import { carryOutRemovals } from './removals';
import { callRoute, ctxOf, openTestApp, type Person, refusal, signIn, type TestApp } from './test-api';

let app: TestApp;
let ada: Person;
let bob: Person;
let cleo: Person;
let max: Person;
let mia: Person;
let root: Person;
let seed: TakeRow;
let take: TakeRow;

beforeAll(async () => {
  app = await openTestApp();
});
afterAll(() => app.close());

beforeEach(async () => {
  await app.db.delete(notices);
  await app.db.delete(reports);
  await app.db.delete(decisions);
  await app.db.update(users).set({ role: 'guest' });
  ada = await signIn(app, 'Ada');
  bob = await signIn(app, 'Bob');
  cleo = await signIn(app, 'Cleo');
  max = await appointed('Max', 'moderator');
  mia = await appointed('Mia', 'moderator');
  root = await appointed('Root', 'admin');
  seed = await publishSeed(app.db, { authorId: ada.id });
  take = (await publishTake(app.db, answerTo(seed, { authorId: bob.id }))).take;
});

async function appointed(name: string, role: Role): Promise<Person> {
  const person = await signIn(app, name);
  await app.db.update(users).set({ role }).where(eq(users.id, person.id));
  return person;
}

async function as(person: Person | null): Promise<Ctx> {
  const ctx = ctxOf(app, person);
  if (!person) return ctx;
  const [user] = await app.db.select().from(users).where(eq(users.id, person.id));
  if (!user) throw new Error('no such person');
  return {
    ...ctx,
    address: '203.0.113.7',
    actor: { id: user.id, name: user.name, role: user.role, isSuspended: user.suspendedAt !== null },
  };
}

const report = (who: Person | null, change: object = {}) =>
  callRoute(
    POST,
    'POST',
    '/api/v1/reports',
    {},
    {
      as: who,
      body: { storyId: take.storyId, takeId: take.id, about: 'take', kind: 'harassment', words: 'Listen', ...change },
    },
  );
const reported = async (who: Person, change: object = {}): Promise<string> => {
  const answer = await report(who, change);
  expect(answer.status).toBe(200);
  return (await answer.json()).reportId;
};
const decided = async (who: Person, reportId: string, kind: DecisionKind, reason = 'Because') =>
  (await decideReport(await as(who), { reportId, kind, reason })).decisionId;
async function pagesOf(read: (cursor: string | null) => Promise<{ ids: string[]; nextCursor: string | null }>) {
  const ids: string[] = [];
  for (let cursor: string | null = null; ; ) {
    const page = await read(cursor);
    ids.push(...page.ids);
    if (page.nextCursor === null) return ids;
    cursor = page.nextCursor;
  }
}
const stateNow = async () => (await getTake(app.db, { storyId: take.storyId, id: take.id }))?.state;
const toldTo = async (who: Person) =>
  (await app.db.select().from(notices).where(eq(notices.userId, who.id))).map(({ kind, decisionId }) => ({
    kind,
    decisionId,
  }));
const inDays = (days: number) => new Date(Date.now() + days * 24 * 60 * 60 * 1000);
const rowOf = async (who: Person) => (await app.db.select().from(users).where(eq(users.id, who.id)))[0];

describe('a report', () => {
  it('is taken once while it is open, and again when it was decided', async () => {
    const first = await reported(cleo);
    expect(await refusal(await report(cleo))).toMatchObject({ status: 409, code: 'already_reported' });
    await decided(max, first, 'dismiss');
    expect((await report(cleo)).status).toBe(200);
  });

  it('of a person is not one of their take', async () => {
    await reported(cleo);
    await reported(cleo, { about: 'person' });
    expect(await refusal(await report(cleo, { about: 'person' }))).toMatchObject({ code: 'already_reported' });
    const { cases } = await readCases(await as(max), {});
    expect(cases.map(({ isTake, person }) => [isTake, person.name])).toEqual([
      [true, 'Bob'],
      [false, 'Bob'],
    ]);
  });

  it.each([
    ['of one’s own take', () => report(bob), 'forbidden'],
    ['of oneself', () => report(bob, { about: 'person' }), 'forbidden'],
    ['by nobody', () => report(null), 'not_signed_in'],
    ['of a take of another story', () => report(cleo, { takeId: crypto.randomUUID() }), 'take_not_found'],
    ['in a story that is not there', () => report(cleo, { storyId: crypto.randomUUID() }), 'story_not_found'],
    ['of an unknown kind', () => report(cleo, { kind: 'dull' }), 'invalid_request'],
    ['of too many words', () => report(cleo, { words: 'x'.repeat(1_001) }), 'invalid_request'],
  ])('%s is refused', async (_, send, code) => {
    expect(await refusal(await send())).toMatchObject({ code });
  });
});

describe('the list of cases', () => {
  it('has all reports of a take as one, and the oldest case first', async () => {
    const first = await reported(cleo);
    await reported(ada, { kind: 'spam' });
    await reported(bob, { takeId: seed.id, kind: 'other' });
    const { cases, nextCursor } = await readCases(await as(max), {});
    expect(cases.map(({ person, kinds, reportCount }) => ({ name: person.name, kinds, reportCount }))).toEqual([
      { name: 'Bob', kinds: ['harassment', 'spam'], reportCount: 2 },
      { name: 'Ada', kinds: ['other'], reportCount: 1 },
    ]);
    expect(cases[0]?.reportId).toBe(first);
    expect(nextCursor).toBeNull();
  });

  it('and that of appeals go on page by page', async () => {
    const others = await Promise.all(
      [1, 2].map(async () => (await publishTake(app.db, answerTo(seed, { authorId: bob.id }))).take),
    );
    const all = [await reported(cleo)];
    for (const { id } of others) all.push(await reported(cleo, { takeId: id }));
    const cases = await pagesOf(async (cursor) => {
      const page = await openCases(app.db, { limit: 1, cursor });
      return { ids: page.cases.map(({ reportId }) => reportId), nextCursor: page.nextCursor };
    });
    expect(cases).toEqual(all);
    const hidden: string[] = [];
    for (const reportId of all) hidden.push(await decided(max, reportId, 'hide'));
    for (const decisionId of hidden) await appealDecision(await as(bob), { decisionId, words: 'No' });
    const appeals = await pagesOf(async (cursor) => {
      const page = await openAppeals(app.db, { limit: 1, cursor });
      return { ids: page.appeals.map(({ id }) => id), nextCursor: page.nextCursor };
    });
    expect(appeals).toEqual(hidden);
  });

  it('is nothing to anybody else', async () => {
    const reportId = await reported(cleo);
    for (const who of [null, cleo, bob]) {
      const ctx = await as(who);
      await expect(readCases(ctx, {})).rejects.toMatchObject({ code: 'not_found' });
      await expect(readCase(ctx, { reportId })).rejects.toMatchObject({ code: 'not_found' });
      await expect(decideReport(ctx, { reportId, kind: 'hide', reason: 'No' })).rejects.toMatchObject({
        code: 'not_found',
      });
    }
    await app.db.update(users).set({ suspendedAt: new Date() }).where(eq(users.id, max.id));
    await expect(readCases(await as(max), {})).rejects.toMatchObject({ code: 'not_found' });
  });
});

describe('a decision', () => {
  it('hides the take, closes every report of it, and tells its author why', async () => {
    const [first, second] = [await reported(cleo), await reported(ada)];
    const decisionId = await decided(max, second, 'hide', 'It names a child');
    expect(await stateNow()).toBe('hidden');
    expect((await readCases(await as(max), {})).cases).toEqual([]);
    expect(await toldTo(bob)).toContainEqual({ kind: 'decision', decisionId });
    expect(await readDecision(await as(bob), { decisionId })).toMatchObject({
      kind: 'hide',
      reason: 'It names a child',
      mayAppeal: true,
    });
    const { take: shown, decisions: history, reports: all, open } = await readCase(await as(mia), { reportId: first });
    expect(shown?.stemUrl).toContain(take.stemKey);
    expect(history.map(({ kind, moderatorName, isOfTake }) => [kind, moderatorName, isOfTake])).toEqual([
      ['hide', 'Max', true],
    ]);
    expect(all.every(({ isOpen }) => !isOpen)).toBe(true);
    expect(open).toEqual(['restore', 'remove', 'suspend']);
  });

  it('that somebody has made meanwhile is not made again', async () => {
    const reportId = await reported(cleo);
    const both = await Promise.allSettled([decided(max, reportId, 'hide'), decided(mia, reportId, 'hide')]);
    expect(both.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
    expect(both.find(({ status }) => status === 'rejected')).toMatchObject({ reason: { code: 'already_decided' } });
    expect(await app.db.select().from(decisions)).toHaveLength(1);
    await expect(decided(max, reportId, 'dismiss')).rejects.toMatchObject({ code: 'already_decided' });
  });

  it('to suspend ends what was signed, and its end lets them act again', async () => {
    const reportId = await reported(cleo, { about: 'person' });
    await decided(max, reportId, 'suspend');
    const suspended = await rowOf(bob);
    expect(suspended?.suspendedAt).not.toBeNull();
    expect(suspended?.epoch).toBe(1);
    await decidePerson(await as(mia), { personId: bob.id, kind: 'unsuspend', reason: 'Enough' });
    expect((await rowOf(bob))?.suspendedAt).toBeNull();
  });

  it('is not made about oneself, nor about who decides, too, but by an admin', async () => {
    const ofMax = (await publishTake(app.db, answerTo(seed, { authorId: max.id }))).take;
    const reportId = await reported(cleo, { takeId: ofMax.id });
    expect((await readCase(await as(max), { reportId })).open).toEqual([]);
    await expect(decided(max, reportId, 'dismiss')).rejects.toMatchObject({ code: 'forbidden' });
    await expect(decided(mia, reportId, 'hide')).rejects.toMatchObject({ code: 'forbidden' });
    await decided(root, reportId, 'hide');
    await expect(
      decidePerson(await as(root), { personId: root.id, kind: 'suspend', reason: 'Me' }),
    ).rejects.toMatchObject({ code: 'forbidden' });
  });

  it('that nothing is wrong is told to nobody, and cannot be read', async () => {
    const decisionId = await decided(max, await reported(cleo), 'dismiss');
    expect(await toldTo(bob)).not.toContainEqual({ kind: 'decision', decisionId });
    await expect(readDecision(await as(bob), { decisionId })).rejects.toMatchObject({ code: 'not_found' });
  });

  it('is written down with who made it, from where', async () => {
    const decisionId = await decided(max, await reported(cleo), 'hide', 'A secret reason');
    const [entry] = await app.db.select().from(auditLog).where(eq(auditLog.subjectId, decisionId));
    expect(entry).toMatchObject({ action: 'decision.hide', actorId: max.id, address: '203.0.113.0' });
    expect(JSON.stringify(entry)).not.toContain('secret');
  });
});

describe('an appeal', () => {
  const hidden = async () => decided(max, await reported(cleo), 'hide');
  const appealed = async (decisionId: string) =>
    appealDecision(await as(bob), { decisionId, words: 'That is my own name' });

  it('is made once, by its author alone', async () => {
    const decisionId = await hidden();
    await expect(appealDecision(await as(ada), { decisionId, words: 'x' })).rejects.toMatchObject({
      code: 'not_found',
    });
    await appealed(decisionId);
    await expect(appealed(decisionId)).rejects.toMatchObject({ code: 'already_appealed' });
    const restored = await decided(mia, (await app.db.select().from(reports))[0]?.id ?? '', 'restore');
    await expect(appealed(restored)).rejects.toMatchObject({ code: 'nothing_to_appeal' });
  });

  it('is decided by another moderator, who brings the take back', async () => {
    const decisionId = await hidden();
    await appealed(decisionId);
    expect((await readAppeals(await as(mia), {})).appeals.map((one) => one.decisionId)).toEqual([decisionId]);
    const verdict = { decisionId, verdict: 'reversed', reason: 'You are right' } as const;
    expect(await readAppeal(await as(max), { decisionId })).toMatchObject({ mayDecide: false });
    await expect(decideAppeal(await as(max), verdict)).rejects.toMatchObject({ code: 'forbidden' });
    await decideAppeal(await as(mia), verdict);
    expect(await stateNow()).toBe('shown');
    expect(await toldTo(bob)).toHaveLength(2);
    expect(await readDecision(await as(bob), { decisionId })).toMatchObject({
      appeal: { verdict: 'reversed', reason: 'You are right' },
    });
    await expect(decideAppeal(await as(root), verdict)).rejects.toMatchObject({ code: 'already_decided' });
  });

  it('is decided by whoever has decided where there is nobody else', async () => {
    const decisionId = await hidden();
    await appealed(decisionId);
    await app.db.update(users).set({ role: 'guest' }).where(eq(users.id, mia.id));
    await app.db.update(users).set({ suspendedAt: new Date() }).where(eq(users.id, root.id));
    await decideAppeal(await as(max), { decisionId, verdict: 'upheld', reason: 'It stays' });
    expect(await stateNow()).toBe('hidden');
    expect(await toldTo(bob)).toHaveLength(2);
  });

  it('of what is removed brings it back until its time is over', async () => {
    const decisionId = await decided(max, await reported(cleo), 'remove');
    expect(await stateNow()).toBe('hidden');
    await carryOutRemovals(inDays(13));
    const own = await readDecision(await as(bob), { decisionId });
    expect(own).toMatchObject({ mayAppeal: true, soundUntil: expect.stringMatching(/^2/) });
    await appealed(decisionId);
    // As long as it takes to decide it.
    await carryOutRemovals(inDays(40));
    expect(await stateNow()).toBe('hidden');
    await decideAppeal(await as(root), { decisionId, verdict: 'reversed', reason: 'We were wrong' });
    expect(await stateNow()).toBe('shown');
    expect(await readDecision(await as(bob), { decisionId })).toMatchObject({ soundUntil: null });
    await carryOutRemovals(inDays(40));
    expect(await stateNow()).toBe('shown');
  });

  it('of what is removed cannot help when it comes too late, or in vain', async () => {
    const late = await decided(max, await reported(cleo), 'remove');
    await carryOutRemovals(inDays(15));
    expect(await stateNow()).toBe('removed');
    await appealed(late);
    await decideAppeal(await as(mia), { decisionId: late, verdict: 'reversed', reason: 'We were wrong' });
    expect(await stateNow()).toBe('removed');
    expect(await readDecision(await as(bob), { decisionId: late })).toMatchObject({ soundUntil: 'gone' });

    take = (await publishTake(app.db, answerTo(seed, { authorId: bob.id }))).take;
    const inVain = await decided(max, await reported(cleo), 'remove');
    await appealed(inVain);
    await decideAppeal(await as(mia), { decisionId: inVain, verdict: 'upheld', reason: 'It stays' });
    await carryOutRemovals();
    expect(await stateNow()).toBe('removed');
    expect(await app.db.$count(withheldTakes, eq(withheldTakes.takeId, take.id))).toBe(0);
  });

  it('of what was removed after that brings nothing back', async () => {
    const reportId = await reported(cleo);
    const first = await decided(max, reportId, 'hide');
    await appealed(first);
    await decided(mia, reportId, 'remove');
    await expect(decided(max, reportId, 'remove')).rejects.toMatchObject({ code: 'already_decided' });
    await decideAppeal(await as(root), { decisionId: first, verdict: 'reversed', reason: 'But see the other one' });
    expect(await stateNow()).toBe('hidden');
  });

  it('is nobody’s who has decided while there is somebody else, an admin’s neither', async () => {
    const decisionId = await decided(root, await reported(cleo), 'hide');
    await appealed(decisionId);
    const verdict = { decisionId, verdict: 'upheld', reason: 'It stays' } as const;
    expect(await readAppeal(await as(root), { decisionId })).toMatchObject({ mayDecide: false });
    await expect(decideAppeal(await as(root), verdict)).rejects.toMatchObject({ code: 'forbidden' });
    // About those who look after the place the others may not decide: then it is the admin's after all.
    await app.db.update(users).set({ role: 'moderator' }).where(eq(users.id, bob.id));
    expect(await readAppeal(await as(mia), { decisionId })).toMatchObject({ isOwn: false, mayDecide: false });
    expect(await readAppeal(await as(root), { decisionId })).toMatchObject({ isOwn: true, mayDecide: true });
    await decideAppeal(await as(root), verdict);
  });

  it('is open to who is suspended, and ends that', async () => {
    const decisionId = await decided(max, await reported(cleo, { about: 'person' }), 'suspend');
    await appealed(decisionId);
    await decideAppeal(await as(mia), { decisionId, verdict: 'reversed', reason: 'Welcome back' });
    expect((await rowOf(bob))?.suspendedAt).toBeNull();
  });
});
