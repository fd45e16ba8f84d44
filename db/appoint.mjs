import { randomUUID } from 'node:crypto';
import postgres from 'postgres';
import { APP_ROLE } from './app-role.mjs';

/**
 * Makes whoever has the account with this address an admin, and writes that down. `nobody`: there is no such account.
 * @param {string} url
 * @param {string} email in lower case
 * @returns {Promise<'done' | 'already' | 'nobody'>}
 */
export async function appoint(url, email) {
  const sql = postgres(url, { max: 1, connection: { role: APP_ROLE }, onnotice: () => undefined });
  try {
    return await sql.begin(async (tx) => {
      const [person] = await tx`select id, role from users where email = ${email} and deleted_at is null for update`;
      if (!person) return 'nobody';
      if (person.role === 'admin') return 'already';
      await tx`update users set role = 'admin' where id = ${person.id}`;
      const details = tx.json({ role: 'admin', by: 'npm run admin' });
      await tx`insert into audit_log (id, action, subject_kind, subject_id, details)
        values (${randomUUID()}, 'person.appoint', 'person', ${person.id}, ${details})`;
      return 'done';
    });
  } finally {
    await sql.end();
  }
}
