import { eq } from 'drizzle-orm';
import { afterAll, expect, test } from 'vitest';
import { appoint } from './appoint.mjs';
import { auditLog } from './people';
import { makeMember } from './queries/users';
import { users } from './schema';
import { testDatabase } from './test-database';

const { db, url, close } = await testDatabase();
afterAll(close);

test('the account with an address is an admin’s, once, and that is written down without the address', async () => {
  const email = 'ada@example.org';
  expect(await appoint(url, email)).toEqual({ outcome: 'nobody' });
  const { id } = await makeMember(db, { guestId: null, name: 'Ada', email, isVerified: false, passwordHash: null });
  const who = { name: 'Ada', since: expect.any(Date) };
  expect(await appoint(url, email)).toEqual({ ...who, outcome: 'unproven' });
  const ben = { guestId: null, name: 'Ben', email: 'ben@example.org', isVerified: false, passwordHash: null };
  await makeMember(db, ben);
  expect(await appoint(url, ben.email, { asksProof: false })).toMatchObject({ outcome: 'done', name: 'Ben' });
  await db.update(users).set({ emailVerifiedAt: new Date(), suspendedAt: new Date() }).where(eq(users.id, id));
  expect(await appoint(url, email)).toEqual({ ...who, outcome: 'suspended' });
  expect(await db.select().from(users).where(eq(users.id, id))).toMatchObject([{ role: 'member' }]);
  expect(await appoint(url, email, { isSure: true })).toEqual({ ...who, outcome: 'done' });
  expect(await appoint(url, email)).toEqual({ ...who, outcome: 'already' });
  expect(await db.select().from(users).where(eq(users.id, id))).toMatchObject([{ role: 'admin' }]);
  const entries = await db.select().from(auditLog);
  expect(entries).toMatchObject([expect.anything(), { action: 'person.appoint', subjectId: id, actorId: null }]);
  expect(JSON.stringify(entries)).not.toContain(email);
});
