import { randomUUID } from 'node:crypto';
import postgres from 'postgres';
import { APP_ROLE } from './app-role.mjs';

/**
 * Makes whoever has the account with this address an admin, and writes that down. `nobody`: there is no such account. Nothing is
 * done where its account is suspended or, with `asksProof`, the address may be somebody else's (`unproven`), unless `isSure`.
 * @param {string} url
 * @param {string} email in lower case
 * @param {{ isSure?: boolean, asksProof?: boolean }} [options]
 * @returns {Promise<{ outcome: 'done' | 'already' | 'nobody' | 'unproven' | 'suspended', name?: string, since?: Date }>}
 */
export async function appoint(url, email, { isSure = false, asksProof = true } = {}) {
  const sql = postgres(url, { max: 1, connection: { role: APP_ROLE }, onnotice: () => undefined });
  try {
    return await sql.begin(async (tx) => {
      const [person] = await tx`select id, name, role, created_at, email_verified_at, suspended_at
        from users where email = ${email} and deleted_at is null for update`;
      if (!person) return { outcome: 'nobody' };
      const who = { name: person.name, since: person.created_at };
      if (person.role === 'admin') return { ...who, outcome: 'already' };
      if (!isSure && person.suspended_at) return { ...who, outcome: 'suspended' };
      if (!isSure && asksProof && !person.email_verified_at) return { ...who, outcome: 'unproven' };
      await tx`update users set role = 'admin' where id = ${person.id}`;
      const details = tx.json({ role: 'admin', by: 'npm run admin' });
      await tx`insert into audit_log (id, action, subject_kind, subject_id, details)
        values (${randomUUID()}, 'person.appoint', 'person', ${person.id}, ${details})`;
      return { ...who, outcome: 'done' };
    });
  } finally {
    await sql.end();
  }
}
