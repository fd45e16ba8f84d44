import { sql } from 'drizzle-orm';
import {
  boolean,
  check,
  index,
  integer,
  jsonb,
  pgTable,
  primaryKey,
  text,
  uniqueIndex,
  uuid,
} from 'drizzle-orm/pg-core';
import { REASON_MAX_CHARS } from '../lib/domain/limits';
import { DECISION_KINDS, NOTICE_KINDS, REPORT_KINDS, ROLES, TOKEN_PURPOSES } from '../lib/domain/people';
import type { WaitingFacts } from './queries/waiting';
import { bytea, instant, isSha256, moment, number, stories, users } from './schema';

const oneOf = (kinds: readonly string[]) => sql.raw(kinds.map((kind) => `'${kind}'`).join(', '));
const person = (name: string) => uuid(name).references(() => users.id);
const story = (name = 'story_id') => uuid(name).references(() => stories.id, { onDelete: 'cascade' });

/** Ways to sign in that somebody else vouches for. */
export const accounts = pgTable(
  'accounts',
  {
    provider: text('provider').notNull(),
    providerAccountId: text('provider_account_id').notNull(),
    userId: person('user_id').notNull(),
    createdAt: instant('created_at'),
  },
  (account) => [
    primaryKey({ name: 'accounts_pkey', columns: [account.provider, account.providerAccountId] }),
    index('accounts_user').on(account.userId),
  ],
);

/** Where somebody is signed in: a device renews its short session with a token, of which only the hash is here. */
export const sessions = pgTable(
  'sessions',
  {
    id: uuid('id').primaryKey(),
    userId: person('user_id').notNull(),
    tokenSha256: text('token_sha256').notNull(),
    /** As "Firefox on Android". */
    client: text('client').notNull(),
    createdAt: instant('created_at'),
    seenAt: instant('seen_at'),
  },
  (session) => [
    uniqueIndex('sessions_token').on(session.tokenSha256),
    index('sessions_user').on(session.userId),
    check('sessions_token_hash', isSha256(session.tokenSha256)),
  ],
);

/** Links that came by mail: each is good once and for a while, and only its hash is here. */
export const tokens = pgTable(
  'tokens',
  {
    sha256: text('sha256').primaryKey(),
    purpose: text('purpose', { enum: TOKEN_PURPOSES }).notNull(),
    /** Null where the address has no account yet. */
    userId: person('user_id'),
    email: text('email').notNull(),
    expiresAt: moment('expires_at').notNull(),
    createdAt: instant('created_at'),
  },
  (token) => [
    index('tokens_user').on(token.userId),
    index('tokens_email').on(token.email, token.createdAt),
    check('tokens_purpose', sql`${token.purpose} in (${oneOf(TOKEN_PURPOSES)})`),
    check('tokens_hash', isSha256(token.sha256)),
  ],
);

/** Pictures of people and covers of stories: small, square and made here, whatever was sent. */
export const pictures = pgTable('pictures', {
  id: uuid('id').primaryKey(),
  /** Whose it is. */
  userId: person('user_id').notNull(),
  /** Of a cover, which is seen by whoever may listen to the story. */
  storyId: story(),
  /** WebP. */
  bytes: bytea('bytes').notNull(),
  createdAt: instant('created_at'),
});

/** Who is let into a story by an invitation. */
export const storyMembers = pgTable(
  'story_members',
  {
    storyId: story().notNull(),
    userId: person('user_id').notNull(),
    invitedBy: person('invited_by'),
    createdAt: instant('created_at'),
  },
  (member) => [
    primaryKey({ name: 'story_members_pkey', columns: [member.storyId, member.userId] }),
    index('story_members_user').on(member.userId),
  ],
);

/** Links that let people into a story, by their hash. */
export const invitations = pgTable(
  'invitations',
  {
    id: uuid('id').primaryKey(),
    storyId: story().notNull(),
    tokenSha256: text('token_sha256').notNull(),
    createdBy: person('created_by').notNull(),
    /** Of one that went by mail. */
    email: text('email'),
    /** So many people may come in by it; null: any number. */
    mostUses: integer('most_uses'),
    uses: integer('uses').notNull().default(0),
    expiresAt: moment('expires_at').notNull(),
    revokedAt: moment('revoked_at'),
    /** Who was sent away, and does not come back by it. */
    barred: uuid('barred').array().notNull().default(sql`'{}'`),
    createdAt: instant('created_at'),
  },
  (invitation) => [
    uniqueIndex('invitations_token').on(invitation.tokenSha256),
    index('invitations_story').on(invitation.storyId, invitation.createdAt),
    check(
      'invitations_uses',
      sql`${invitation.uses} between 0 and coalesce(${invitation.mostUses}, ${invitation.uses})`,
    ),
    check('invitations_hash', isSha256(invitation.tokenSha256)),
  ],
);

/** Takes that wait for the owner of their story. They are in no tree: once let in, they are published as any other. */
export const waitingTakes = pgTable(
  'waiting_takes',
  {
    id: uuid('id').primaryKey(),
    storyId: story().notNull(),
    parentId: uuid('parent_id').notNull(),
    authorId: person('author_id').notNull(),
    /** All that is published with it but its waveform. */
    take: jsonb('take').$type<WaitingFacts>().notNull(),
    peaks: bytea('peaks').notNull(),
    /** Of all its files, for the sweep. */
    keys: text('keys').array().notNull(),
    createdAt: instant('created_at'),
    refusedAt: moment('refused_at'),
    /** Why not, as its author is told. */
    refusedWords: text('refused_words').notNull().default(''),
  },
  (take) => [
    index('waiting_takes_story').on(take.storyId, take.createdAt),
    index('waiting_takes_author').on(take.authorId),
    check('waiting_takes_words', sql`char_length(${take.refusedWords}) <= ${number(REASON_MAX_CHARS)}`),
  ],
);

/** The files of hidden takes, which are put back when they are shown again. */
export const withheldTakes = pgTable('withheld_takes', {
  storyId: story().notNull(),
  takeId: uuid('take_id').primaryKey(),
  /** The columns of the take that silence stands in for. */
  files: jsonb('files').notNull(),
  peaks: bytea('peaks').notNull(),
  keys: text('keys').array().notNull(),
  createdAt: instant('created_at'),
});

/** Who wants nothing to do with whom. */
export const blocks = pgTable(
  'blocks',
  {
    blockerId: person('blocker_id').notNull(),
    blockedId: person('blocked_id').notNull(),
    createdAt: instant('created_at'),
  },
  (block) => [
    primaryKey({ name: 'blocks_pkey', columns: [block.blockerId, block.blockedId] }),
    index('blocks_blocked').on(block.blockedId),
    check('blocks_other', sql`${block.blockerId} <> ${block.blockedId}`),
  ],
);

/** What somebody found wrong with a take or with a person. */
export const reports = pgTable(
  'reports',
  {
    id: uuid('id').primaryKey(),
    reporterId: person('reporter_id').notNull(),
    storyId: story(),
    takeId: uuid('take_id'),
    /** Whom it is about; of a take its author. */
    personId: person('person_id').notNull(),
    kind: text('kind', { enum: REPORT_KINDS }).notNull(),
    words: text('words').notNull().default(''),
    createdAt: instant('created_at'),
    decisionId: uuid('decision_id').references(() => decisions.id),
  },
  (report) => [
    index('reports_open').on(report.createdAt, report.id).where(sql`${report.decisionId} is null`),
    index('reports_take').on(report.takeId),
    index('reports_person').on(report.personId, report.createdAt),
    uniqueIndex('reports_once')
      .on(report.reporterId, report.personId, report.takeId)
      .where(sql`${report.decisionId} is null`),
    check('reports_kind', sql`${report.kind} in (${oneOf(REPORT_KINDS)})`),
    check('reports_words', sql`char_length(${report.words}) <= ${number(REASON_MAX_CHARS)}`),
  ],
);

/** What moderators have decided, with the reason that its author is told, and what became of the one appeal. */
export const decisions = pgTable(
  'decisions',
  {
    id: uuid('id').primaryKey(),
    moderatorId: person('moderator_id').notNull(),
    kind: text('kind', { enum: DECISION_KINDS }).notNull(),
    storyId: story(),
    takeId: uuid('take_id'),
    personId: person('person_id').notNull(),
    reason: text('reason').notNull(),
    createdAt: instant('created_at'),
    appeal: text('appeal'),
    appealedAt: moment('appealed_at'),
    appealKind: text('appeal_kind', { enum: ['upheld', 'reversed'] }),
    appealReason: text('appeal_reason'),
    appealBy: person('appeal_by'),
    appealDecidedAt: moment('appeal_decided_at'),
  },
  (decision) => [
    index('decisions_person').on(decision.personId, decision.createdAt),
    index('decisions_take').on(decision.takeId, decision.createdAt),
    index('decisions_appealed')
      .on(decision.appealedAt)
      .where(sql`${decision.appealedAt} is not null and ${decision.appealDecidedAt} is null`),
    check('decisions_kind', sql`${decision.kind} in (${oneOf(DECISION_KINDS)})`),
    check('decisions_reason', sql`char_length(${decision.reason}) between 1 and ${number(REASON_MAX_CHARS)}`),
    check(
      'decisions_appeal',
      sql`(${decision.appeal} is null) = (${decision.appealedAt} is null) and num_nulls(${decision.appealKind}, ${decision.appealReason}, ${decision.appealBy}, ${decision.appealDecidedAt}) in (0, 4)`,
    ),
  ],
);

/** What somebody is told. Likes of one take are one notice until it is read. */
export const notices = pgTable(
  'notices',
  {
    id: uuid('id').primaryKey(),
    userId: person('user_id').notNull(),
    kind: text('kind', { enum: NOTICE_KINDS }).notNull(),
    storyId: story(),
    takeId: uuid('take_id'),
    /** Who has done it; the last one of several. */
    byId: person('by_id'),
    decisionId: uuid('decision_id').references(() => decisions.id),
    count: integer('count').notNull().default(1),
    createdAt: instant('created_at'),
    readAt: moment('read_at'),
    mailedAt: moment('mailed_at'),
  },
  (notice) => [
    index('notices_user').on(notice.userId, notice.createdAt, notice.id),
    uniqueIndex('notices_likes')
      .on(notice.userId, notice.takeId)
      .where(sql`${notice.kind} = 'like' and ${notice.readAt} is null`),
    index('notices_unread').on(notice.userId).where(sql`${notice.readAt} is null`),
    index('notices_story').on(notice.storyId),
    index('notices_by').on(notice.byId),
    check('notices_kind', sql`${notice.kind} in (${oneOf(NOTICE_KINDS)})`),
  ],
);

/** Where somebody is told what; without a row: in the app and on the devices that asked, not by mail. */
export const noticeSettings = pgTable(
  'notice_settings',
  {
    userId: person('user_id').notNull(),
    kind: text('kind', { enum: NOTICE_KINDS }).notNull(),
    inApp: boolean('in_app').notNull().default(true),
    push: boolean('push').notNull().default(true),
    mail: boolean('mail').notNull().default(false),
  },
  (setting) => [
    primaryKey({ name: 'notice_settings_pkey', columns: [setting.userId, setting.kind] }),
    index('notice_settings_mail').on(setting.userId).where(sql`${setting.mail}`),
  ],
);

/** Devices that asked to be told. */
export const pushSubscriptions = pgTable(
  'push_subscriptions',
  {
    endpoint: text('endpoint').primaryKey(),
    userId: person('user_id').notNull(),
    p256dh: text('p256dh').notNull(),
    auth: text('auth').notNull(),
    /** Whoever is signed in there no more is not told there any more. */
    sessionId: uuid('session_id').references(() => sessions.id, { onDelete: 'cascade' }),
    createdAt: instant('created_at'),
  },
  (subscription) => [
    index('push_subscriptions_user').on(subscription.userId),
    index('push_subscriptions_session').on(subscription.sessionId),
  ],
);

/** Who has done what, on what, from where, when. The app adds to it and reads it; nothing in it is changed or removed. */
export const auditLog = pgTable(
  'audit_log',
  {
    id: uuid('id').primaryKey(),
    at: instant('at'),
    /** Null: nobody, or the app itself. */
    actorId: uuid('actor_id'),
    actorRole: text('actor_role', { enum: ROLES }),
    /** As "story.close". */
    action: text('action').notNull(),
    subjectKind: text('subject_kind').notNull(),
    subjectId: text('subject_id').notNull(),
    /** Masked. */
    address: text('address').notNull().default(''),
    details: jsonb('details').notNull().default({}),
  },
  (entry) => [
    index('audit_log_at').on(entry.at, entry.id),
    index('audit_log_actor').on(entry.actorId, entry.at),
    index('audit_log_subject').on(entry.subjectId, entry.at),
    index('audit_log_action').on(entry.action, entry.at),
  ],
);

/** How much of each limit is used up (lib/server/limits). */
export const limitCounts = pgTable('limit_counts', {
  key: text('key').primaryKey(),
  points: integer('points').notNull().default(0),
  expire: moment('expire'),
});

/** The last answers that were our fault, for whoever runs this place. */
export const faults = pgTable(
  'faults',
  {
    id: uuid('id').primaryKey(),
    at: instant('at'),
    requestId: text('request_id').notNull(),
    route: text('route').notNull(),
    code: text('code').notNull(),
    message: text('message').notNull(),
  },
  (fault) => [index('faults_at').on(fault.at)],
);
