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
  expect(await appoint(url, email)).toBe('nobody');
  const { id } = await makeMember(db, { guestId: null, name: 'Ada', email, isVerified: false, passwordHash: null });
  expect(await appoint(url, email)).toBe('done');
  expect(await appoint(url, email)).toBe('already');
  expect(await db.select().from(users).where(eq(users.id, id))).toMatchObject([{ role: 'admin' }]);
  const entries = await db.select().from(auditLog);
  expect(entries).toMatchObject([{ action: 'person.appoint', subjectId: id, actorId: null }]);
  expect(JSON.stringify(entries)).not.toContain(email);
});
