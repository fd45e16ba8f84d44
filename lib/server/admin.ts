import 'server-only';
import { personTotals, placeTotals, searchPeople, searchStories, setRole, storageTotals } from '@/db/queries/admin';
import { type AuditSearch, auditPage } from '@/db/queries/audit';
import { lockPerson } from '@/db/queries/decisions';
import { faultsPage } from '@/db/queries/faults';
import { endSessions } from '@/db/queries/sessions';
import { getUser, type UserRow } from '@/db/queries/users';
import type {
  AdminPerson,
  AdminPersonPage,
  AdminStory,
  AuditEntry,
  Fault,
  Overview,
  StorageUse,
} from '@/lib/domain/admin';
import { AppError } from '@/lib/domain/errors';
import { PAGE_SIZE } from '@/lib/domain/limits';
import type { Role } from '@/lib/domain/people';
import { can } from '@/lib/domain/policy';
import { adminOf } from './admin-door';
import { audit } from './audit';
import type { Ctx } from './context';
import { decidePerson } from './moderation';
import { systemDatabase } from './services';

/** So many who use most are named. */
const MOST_NAMED = 20;

type Listed = { q?: string | undefined; cursor?: string | null | undefined };

const adminPerson = ({ id, name, email, role, suspendedAt, createdAt }: UserRow): AdminPerson => ({
  id,
  name,
  email,
  role,
  isSuspended: suspendedAt !== null,
  at: createdAt.toISOString(),
});

export async function readOverview(ctx: Ctx): Promise<Overview> {
  await adminOf(ctx);
  return placeTotals(systemDatabase());
}

/** By a part of the name or of the address, the newest first. */
export async function readPeople(
  ctx: Ctx,
  { q = '', cursor = null }: Listed,
): Promise<{ people: AdminPerson[]; nextCursor: string | null }> {
  await adminOf(ctx);
  const { people, nextCursor } = await searchPeople(systemDatabase(), { q: q.trim(), limit: PAGE_SIZE, cursor });
  return { people: people.map(adminPerson), nextCursor };
}

export async function readAdminPerson(ctx: Ctx, { personId }: { personId: string }): Promise<AdminPersonPage> {
  const admin = await adminOf(ctx);
  const db = systemDatabase();
  const user = await getUser(db, { id: personId });
  if (!user || user.deletedAt) throw new AppError('not_found');
  const subject = { personId, role: user.role };
  return {
    ...adminPerson(user),
    ...(await personTotals(db, { personId })),
    mayAppoint: can(admin, 'person.appoint', subject),
    maySuspend: can(admin, 'person.suspend', subject),
  };
}

/** Makes somebody with an account a member, a moderator or an admin. Throws forbidden about oneself and about guests. */
export async function appointPerson(
  ctx: Ctx,
  { personId, role }: { personId: string; role: Exclude<Role, 'guest'> },
): Promise<void> {
  const admin = await adminOf(ctx);
  await systemDatabase().transaction(async (tx) => {
    const person = await lockPerson(tx, { personId });
    if (!person || person.deletedAt) throw new AppError('not_found');
    if (!can(admin, 'person.appoint', { personId, role: person.role })) throw new AppError('forbidden');
    await setRole(tx, { personId, role });
    await audit(tx, ctx, {
      action: 'person.appoint',
      subject: { kind: 'person', id: personId },
      details: { from: person.role, to: role },
    });
  });
}

/** As a moderator's decision, from here. */
export async function suspendPerson(
  ctx: Ctx,
  suspension: { personId: string; kind: 'suspend' | 'unsuspend'; reason: string },
): Promise<void> {
  await adminOf(ctx);
  await decidePerson(ctx, suspension);
}

/** Signs somebody out everywhere. */
export async function endSessionsOf(ctx: Ctx, { personId }: { personId: string }): Promise<void> {
  await adminOf(ctx);
  await systemDatabase().transaction(async (tx) => {
    if (!(await lockPerson(tx, { personId }))) throw new AppError('not_found');
    await endSessions(tx, { userId: personId });
    await audit(tx, ctx, { action: 'person.end_sessions', subject: { kind: 'person', id: personId } });
  });
}

/** By a part of the title, the newest first; private and deleted ones, too, of which only this much is told. */
export async function readStories(
  ctx: Ctx,
  { q = '', cursor = null }: Listed,
): Promise<{ stories: AdminStory[]; nextCursor: string | null }> {
  await adminOf(ctx);
  const { stories, nextCursor } = await searchStories(systemDatabase(), { q: q.trim(), limit: PAGE_SIZE, cursor });
  return {
    nextCursor,
    stories: stories.map(({ story, ownerName }) => ({
      id: story.id,
      title: story.title,
      ownerId: story.ownerId,
      ownerName,
      visibility: story.visibility,
      takeCount: story.takeCount,
      isClosed: story.closedAt !== null,
      isDeleted: story.deletedAt !== null,
      at: story.createdAt.toISOString(),
    })),
  };
}

/** As the rows of files say. */
export async function readStorage(ctx: Ctx): Promise<StorageUse> {
  await adminOf(ctx);
  return storageTotals(systemDatabase(), { most: MOST_NAMED });
}

/** Listing stops here (files): whoever has more asks the store itself. */
const MOST_LISTED = 200_000;

/** What the store itself has, which takes it a while; `isWhole`: all of it was counted. */
export async function countStored(ctx: Ctx): Promise<{ files: number; isWhole: boolean }> {
  await adminOf(ctx);
  let files = 0;
  for await (const _ of ctx.storage.list('')) {
    files += 1;
    if (files >= MOST_LISTED) return { files, isWhole: false };
  }
  return { files, isWhole: true };
}

/** The newest first. */
export async function readFaults(
  ctx: Ctx,
  { cursor = null }: { cursor?: string | null | undefined },
): Promise<{ faults: Fault[]; nextCursor: string | null }> {
  await adminOf(ctx);
  const { faults, nextCursor } = await faultsPage(systemDatabase(), { limit: PAGE_SIZE, cursor });
  return { faults: faults.map(({ at, ...fault }) => ({ ...fault, at: at.toISOString() })), nextCursor };
}

/** Who has done what, the newest first. */
export async function readAudit(
  ctx: Ctx,
  { cursor = null, ...search }: AuditSearch & { cursor?: string | null | undefined },
): Promise<{ entries: AuditEntry[]; nextCursor: string | null }> {
  await adminOf(ctx);
  const { entries, nextCursor } = await auditPage(systemDatabase(), { ...search, limit: PAGE_SIZE * 2, cursor });
  return {
    nextCursor,
    entries: entries.map(({ entry: { at, details, ...entry }, actorName }) => ({
      ...entry,
      at: at.toISOString(),
      actorName,
      details: wordsOf(details),
    })),
  };
}

/** As "from: member, to: moderator". */
const wordsOf = (details: unknown): string =>
  typeof details !== 'object' || details === null
    ? ''
    : Object.entries(details)
        .filter(([, value]) => value !== null)
        .map(([name, value]) => `${name}: ${typeof value === 'string' ? value : JSON.stringify(value)}`)
        .join(', ');
