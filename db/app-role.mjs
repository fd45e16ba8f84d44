/** What the app is in the database, whoever it signs in as: it owns nothing, and row-level security holds for it (migrations/*_wall.sql). */
export const APP_ROLE = 'tap_story';

const DENIED = '42501';
/** Another database of the same server has made the role at the same moment. */
const MADE_MEANWHILE = ['42710', '23505'];

/** The database lets nobody in as the app, and who asks may not change that; the message is what to ask its administrator for. */
export class RoleNeeded extends Error {}

/**
 * Makes that role where it is missing, and lets whoever the app signs in as be it. With a password they are made too, and have it
 * from now on. Throws RoleNeeded.
 * @param {import('postgres').Sql} owner
 * @param {{ name: string, password?: string }} [login] the owner when it is nobody else
 */
export async function admitApp(owner, login) {
  const [me] = await owner`select current_user::text as name`;
  const { name, password } = login ?? me;
  try {
    await makeRole(owner);
    if (password !== undefined) await makeLogin(owner, name, password);
    // Before PostgreSQL 16 a member may always be what it is a member of.
    const [is] = await owner`
      select pg_has_role(${name}, ${APP_ROLE}, case when current_setting('server_version_num')::int < 160000 then 'MEMBER' else 'SET' end) as admitted`;
    if (!is?.admitted) await owner`grant ${owner(APP_ROLE)} to ${owner(name)}`;
  } catch (cause) {
    if (cause.code !== DENIED) throw cause;
    throw new RoleNeeded(
      `The app works in the database as a role that ${me.name} may not hand out. Ask whoever runs the database for ` +
        `"create role ${APP_ROLE}; grant ${APP_ROLE} to ${me.name} with admin option;".`,
      { cause },
    );
  }
}

async function makeRole(owner) {
  const [role] = await owner`select rolsuper or rolbypassrls as above from pg_roles where rolname = ${APP_ROLE}`;
  if (role?.above) {
    throw new RoleNeeded(
      `The role ${APP_ROLE} is above row-level security, and private stories would be open to every mistake. Ask whoever runs ` +
        `the database for "alter role ${APP_ROLE} nosuperuser nobypassrls;".`,
    );
  }
  if (role) return;
  await owner`create role ${owner(APP_ROLE)} nologin nobypassrls`.catch((cause) => {
    if (!MADE_MEANWHILE.includes(cause.code)) throw cause;
  });
}

async function makeLogin(owner, name, password) {
  const [known] = await owner`select from pg_roles where rolname = ${name}`;
  const verb = known ? 'alter' : 'create';
  const [made] = await owner`
    select format(${`${verb} role %I login password %L`}::text, ${name}::text, ${password}::text) as sentence`;
  await owner.unsafe(made.sentence);
}
