import { eq } from 'drizzle-orm';
import { users } from '@/db/schema';
import type { Role } from '@/lib/domain/people';
import type { Ctx } from './context';
import { ctxOf, type Person, signIn, type TestApp } from './test-api';

/** Somebody new of this role, and what a use case is called with for them. */
export async function somebody(
  app: TestApp,
  name: string,
  role: Role = 'member',
): Promise<{ person: Person; ctx: Ctx }> {
  const person = await signIn(app, name);
  await app.db.update(users).set({ role }).where(eq(users.id, person.id));
  const ctx = ctxOf(app, person);
  return { person, ctx: { ...ctx, actor: ctx.actor && { ...ctx.actor, role } } };
}
