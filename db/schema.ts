import { sql } from 'drizzle-orm';
import {
  type AnyPgColumn,
  bigint,
  boolean,
  check,
  customType,
  foreignKey,
  index,
  integer,
  pgTable,
  primaryKey,
  real,
  text,
  timestamp,
  uniqueIndex,
  uuid,
} from 'drizzle-orm/pg-core';
import {
  DESCRIPTION_MAX_CHARS,
  MARGIN_MS,
  MAX_BYTES,
  MAX_DEPTH,
  NAME_MAX_CHARS,
  PEAKS_PER_SECOND,
  TITLE_MAX_CHARS,
} from '../lib/domain/limits';
import { ROLES, TAKE_STATES, WHO_RECORDS } from '../lib/domain/people';
import { MAX_DURATION_MS, MIN_DURATION_MS } from '../lib/timeline/rule';

export const number = (value: number) => sql.raw(String(value));
export const isSha256 = (column: AnyPgColumn) => sql`${column} ~ '^[0-9a-f]{64}$'`;
const isStored = (key: AnyPgColumn, bytes: AnyPgColumn, sha256: AnyPgColumn, maxBytes: number) =>
  sql`${key} <> '' and ${bytes} between 1 and ${number(maxBytes)} and ${isSha256(sha256)}`;

/** Read as a plain Uint8Array: postgres.js gives a Buffer. */
export const bytea = customType<{ data: Uint8Array; driverData: Uint8Array }>({ dataType: () => 'bytea' });

/**
 * To the millisecond, so that a JavaScript Date carries it whole and can be a cursor. The clock, not the start of the
 * transaction: a child, inserted after its parent is seen, is never older than it.
 */
export const instant = (name: string) =>
  timestamp(name, { withTimezone: true, precision: 3 }).notNull().default(sql`clock_timestamp()`);

/** Finds what contains a few letters of it, anywhere (migrations/*_living_tree.sql). */
const gramsOf = (column: AnyPgColumn) => sql`grams(letters(${column}))`;
/** People and stories are made one by one: what has to be gone through before an index costs each search more than it spares them. */
const WRITTEN_AT_ONCE = { fastupdate: false };

/** A moment that may never come. */
export const moment = (name: string) => timestamp(name, { withTimezone: true, precision: 3 });

/** People. A guest is made by the first recording; whoever has signed in some way is a member at least. */
export const users = pgTable(
  'users',
  {
    id: uuid('id').primaryKey(),
    name: text('name').notNull(),
    role: text('role', { enum: ROLES }).notNull(),
    /** In lower case; null of a guest. */
    email: text('email'),
    emailVerifiedAt: moment('email_verified_at'),
    passwordHash: text('password_hash'),
    pictureId: uuid('picture_id'),
    /** Counts up when sessions end: whatever was signed before is no session any more. */
    epoch: integer('epoch').notNull().default(0),
    suspendedAt: moment('suspended_at'),
    /** Their row stays, without anything of theirs, for the takes of others that it stands above. */
    deletedAt: moment('deleted_at'),
    /** Of a guest who has signed in since: whose takes theirs are now. */
    claimedBy: uuid('claimed_by').references((): AnyPgColumn => users.id),
    createdAt: instant('created_at'),
  },
  (user) => [
    check('users_name_length', sql`char_length(${user.name}) between 1 and ${number(NAME_MAX_CHARS)}`),
    check('users_role', sql`${user.role} in ('guest', 'member', 'moderator', 'admin')`),
    check('users_guest', sql`${user.role} <> 'guest' or num_nonnulls(${user.email}, ${user.passwordHash}) = 0`),
    uniqueIndex('email_taken').on(user.email),
    index('users_letters').using('gin', gramsOf(user.name)).with(WRITTEN_AT_ONCE),
  ],
);

/** A tree of takes. Its counts, its length and `grown_at` are kept by what inserts a take (migrations/*_living_tree.sql) and by what likes one. */
export const stories = pgTable(
  'stories',
  {
    id: uuid('id').primaryKey(),
    title: text('title').notNull(),
    /** When its owner last gave it another title than it came with. */
    renamedAt: moment('renamed_at'),
    description: text('description').notNull().default(''),
    coverId: uuid('cover_id'),
    ownerId: uuid('owner_id')
      .notNull()
      .references(() => users.id),
    /** Who is asked to own it from now on. */
    handedTo: uuid('handed_to').references(() => users.id),
    visibility: text('visibility', { enum: ['public', 'unlisted', 'private'] }).notNull(),
    defaultAnswer: text('default_answer', { enum: ['duet', 'continue'] })
      .notNull()
      .default('duet'),
    /** Who may record in it: anyone who may listen, whoever has an account, or whoever is invited. */
    whoRecords: text('who_records', { enum: WHO_RECORDS }).notNull().default('anyone'),
    /** The longest take (ms), the deepest answer and the most takes of one person that it takes; null: as everywhere. */
    mostMs: integer('most_ms'),
    mostDepth: integer('most_depth'),
    mostTakesEach: integer('most_takes_each'),
    /** Its owner hears a take before anybody else does. */
    approves: boolean('approves').notNull().default(false),
    /** From then on nothing is added and nothing moves. */
    closedAt: moment('closed_at'),
    /** Nobody finds it any more; some weeks later it is gone. */
    deletedAt: moment('deleted_at'),
    takeCount: integer('take_count').notNull().default(0),
    voiceCount: integer('voice_count').notNull().default(0),
    /** The likes of all its takes. */
    likeCount: integer('like_count').notNull().default(0),
    /** The end of the longest path (ms). */
    durationMs: bigint('duration_ms', { mode: 'number' }).notNull().default(0),
    grownAt: instant('grown_at'),
    createdAt: instant('created_at'),
  },
  (story) => [
    check('stories_title_length', sql`char_length(${story.title}) between 1 and ${number(TITLE_MAX_CHARS)}`),
    check('stories_visibility', sql`${story.visibility} in ('public', 'unlisted', 'private')`),
    check('stories_description_length', sql`char_length(${story.description}) <= ${number(DESCRIPTION_MAX_CHARS)}`),
    check('stories_default_answer', sql`${story.defaultAnswer} in ('duet', 'continue')`),
    check('stories_who_records', sql`${story.whoRecords} in ('anyone', 'members', 'invited')`),
    check(
      'stories_limits',
      sql`${story.mostMs} between ${number(MIN_DURATION_MS)} and ${number(MAX_DURATION_MS)} and ${story.mostDepth} between 1 and ${number(MAX_DEPTH)} and ${story.mostTakesEach} >= 1`,
    ),
    check(
      'stories_counts',
      sql`${story.takeCount} >= 0 and ${story.likeCount} >= 0 and ${story.durationMs} >= 0 and ${story.voiceCount} between 0 and ${story.takeCount}`,
    ),
    index('stories_public').on(story.grownAt, story.id).where(sql`${story.visibility} = 'public'`),
    index('stories_newest').on(story.createdAt, story.id).where(sql`${story.visibility} = 'public'`),
    index('stories_loved').on(story.likeCount, story.id).where(sql`${story.visibility} = 'public'`),
    index('stories_owner').on(story.ownerId, story.grownAt, story.id),
    // What each row of a story is compared with (migrations/*_wall.sql).
    index('stories_hidden')
      .on(sql`sha256(uuid_send(${story.id}))`)
      .where(sql`${story.visibility} = 'private' or ${story.deletedAt} is not null`),
    index('stories_handed').on(story.handedTo).where(sql`${story.handedTo} is not null`),
    index('stories_letters')
      .using('gin', gramsOf(story.title))
      .with(WRITTEN_AT_ONCE)
      .where(sql`${story.visibility} = 'public'`),
  ],
);

/**
 * The takes of all stories. A parent is always of the same story; a trigger keeps the timeline rule and refuses to
 * move a take (migrations/*_timeline_rule.sql).
 */
export const takes = pgTable(
  'takes',
  {
    storyId: uuid('story_id')
      .notNull()
      .references(() => stories.id),
    id: uuid('id').notNull(),
    parentId: uuid('parent_id'),
    authorId: uuid('author_id')
      .notNull()
      .references(() => users.id),
    /** How many takes are above it; 0 for the seed. Set by the trigger. */
    depth: integer('depth').notNull().default(0),
    /** From the start of the seed; the deepest paths outlast 2³¹ ms. */
    startMs: bigint('start_ms', { mode: 'number' }).notNull(),
    durationMs: integer('duration_ms').notNull(),
    stemKey: text('stem_key').notNull(),
    stemBytes: integer('stem_bytes').notNull(),
    stemSha256: text('stem_sha256').notNull(),
    mixKey: text('mix_key').notNull(),
    mixBytes: integer('mix_bytes').notNull(),
    mixSha256: text('mix_sha256').notNull(),
    /** What was recorded around the stem, for a nudge: of answers alone, and not of those from before there were any. */
    marginsKey: text('margins_key'),
    marginsBytes: integer('margins_bytes'),
    marginsSha256: text('margins_sha256'),
    /** One byte a value, 20 values a second. */
    peaks: bytea('peaks').notNull(),
    /** What the mix adds to the stem (dB). */
    gainDb: real('gain_db').notNull(),
    alignMethod: text('align_method', { enum: ['none', 'measured', 'calibrated', 'estimated'] }).notNull(),
    /** Half-width of the expected error (ms). */
    alignErrorMs: real('align_error_ms').notNull(),
    /** How much later its author has moved it by ear (ms), before and after it was published. */
    nudgeMs: integer('nudge_ms').notNull().default(0),
    /** The nudge whose mix is being made; null when there is none. */
    wantedNudgeMs: integer('wanted_nudge_ms'),
    /** When a nudge last replaced its files; the earlier ones are swept a day later. */
    movedAt: timestamp('moved_at', { withTimezone: true, precision: 3 }),
    /** Of what is not shown, the files are silence as long as it was: its place stays, and what answers it. */
    state: text('state', { enum: TAKE_STATES }).notNull().default('shown'),
    /** Its files are not yet what its state and its parent's say: until they are made anew, nobody is given any. */
    mixDue: boolean('mix_due').notNull().default(false),
    childCount: integer('child_count').notNull().default(0),
    likeCount: integer('like_count').notNull().default(0),
    /** The answer with which the canon goes on; null at an end. */
    bestChildId: uuid('best_child_id'),
    /** The most likes that a path from here down gathers; kept only while the canon goes on with another answer than this, null otherwise. */
    branchLikes: integer('branch_likes'),
    createdAt: instant('created_at'),
  },
  (take) => [
    primaryKey({ name: 'takes_pkey', columns: [take.storyId, take.id] }),
    foreignKey({
      name: 'takes_parent',
      columns: [take.storyId, take.parentId],
      foreignColumns: [take.storyId, take.id],
    }),
    uniqueIndex('takes_id').on(take.id),
    uniqueIndex('takes_one_seed').on(take.storyId).where(sql`${take.parentId} is null`),
    uniqueIndex('takes_stem_key').on(take.stemKey),
    uniqueIndex('takes_mix_key').on(take.mixKey),
    uniqueIndex('takes_margins_key').on(take.marginsKey),
    // The order of the canon: the answer that it goes on with, then the best-loved branch first, the older one of equals.
    index('takes_children').on(
      take.storyId,
      take.parentId,
      take.branchLikes.desc().nullsFirst(),
      take.createdAt,
      take.id,
    ),
    index('takes_by_age').on(take.storyId, take.createdAt, take.id),
    index('takes_author').on(take.storyId, take.authorId),
    index('takes_of_person').on(take.authorId, take.createdAt, take.id),
    index('takes_mix_due').on(take.id).where(sql`${take.mixDue}`),
    check('takes_state', sql`${take.state} in ('shown', 'hidden', 'removed')`),
    check('take_too_short', sql`${take.durationMs} >= ${number(MIN_DURATION_MS)}`),
    check('take_too_long', sql`${take.durationMs} <= ${number(MAX_DURATION_MS)}`),
    check('starts_too_early', sql`${take.startMs} >= 0`),
    check('seed_not_at_zero', sql`${take.parentId} is not null or ${take.startMs} = 0`),
    check('takes_seed_depth', sql`(${take.parentId} is null) = (${take.depth} = 0)`),
    check('too_deep', sql`${take.depth} between 0 and ${number(MAX_DEPTH)}`),
    check('takes_own_parent', sql`${take.parentId} <> ${take.id}`),
    check('takes_stem', isStored(take.stemKey, take.stemBytes, take.stemSha256, MAX_BYTES.stem)),
    check('takes_mix', isStored(take.mixKey, take.mixBytes, take.mixSha256, MAX_BYTES.mix)),
    check('takes_peaks', sql`octet_length(${take.peaks}) <= ${number(610 * PEAKS_PER_SECOND)}`),
    check('takes_gain', sql`${take.gainDb} between -60 and 80`),
    check(
      'takes_alignment',
      sql`${take.alignMethod} in ('none', 'measured', 'calibrated', 'estimated') and ${take.alignErrorMs} between 0 and 10000`,
    ),
    check(
      'takes_margins',
      sql`num_nulls(${take.marginsKey}, ${take.marginsBytes}, ${take.marginsSha256}) in (0, 3) and (${take.marginsKey} is null or ${isStored(take.marginsKey, take.marginsBytes, take.marginsSha256, MAX_BYTES.margins)})`,
    ),
    check(
      'takes_nudge',
      sql`${take.nudgeMs} between ${number(-MARGIN_MS)} and ${number(MARGIN_MS)} and (${take.wantedNudgeMs} is null or (${take.marginsKey} is not null and ${take.wantedNudgeMs} between ${number(-MARGIN_MS)} and ${number(MARGIN_MS)}))`,
    ),
    check('takes_counts', sql`${take.childCount} >= 0 and ${take.likeCount} >= 0`),
    check('takes_canon', sql`(${take.childCount} = 0) = (${take.bestChildId} is null) and ${take.branchLikes} >= 0`),
  ],
);

/** Who likes which take, each once. */
export const likes = pgTable(
  'likes',
  {
    storyId: uuid('story_id').notNull(),
    userId: uuid('user_id')
      .notNull()
      .references(() => users.id),
    takeId: uuid('take_id').notNull(),
    createdAt: instant('created_at'),
  },
  (like) => [
    primaryKey({ name: 'likes_pkey', columns: [like.storyId, like.userId, like.takeId] }),
    foreignKey({
      name: 'likes_take',
      columns: [like.storyId, like.takeId],
      foreignColumns: [takes.storyId, takes.id],
    }).onDelete('cascade'),
    // For that cascade.
    index('likes_of_take').on(like.storyId, like.takeId),
    // For whoever takes all of theirs along, or away.
    index('likes_of_person').on(like.userId),
  ],
);

/** Who is heard in which story: has a take in it that is shown. */
export const storyVoices = pgTable(
  'story_voices',
  {
    userId: uuid('user_id')
      .notNull()
      .references(() => users.id),
    storyId: uuid('story_id')
      .notNull()
      .references(() => stories.id),
  },
  (voice) => [
    primaryKey({ name: 'story_voices_pkey', columns: [voice.userId, voice.storyId] }),
    index('story_voices_story').on(voice.storyId),
  ],
);

/** All of a path in one file. `made_of` is a hash of the mixes that went into it: another one means that it is out of date. */
export const pathFiles = pgTable(
  'path_files',
  {
    storyId: uuid('story_id').notNull(),
    /** The end of the path. */
    takeId: uuid('take_id').notNull(),
    key: text('key').notNull(),
    bytes: bigint('bytes', { mode: 'number' }).notNull(),
    sha256: text('sha256').notNull(),
    madeOf: text('made_of').notNull(),
    createdAt: instant('created_at'),
  },
  (file) => [
    primaryKey({ name: 'path_files_pkey', columns: [file.storyId, file.takeId] }),
    foreignKey({
      name: 'path_files_take',
      columns: [file.storyId, file.takeId],
      foreignColumns: [takes.storyId, takes.id],
    }).onDelete('cascade'),
    uniqueIndex('path_files_key').on(file.key),
    check('path_files_file', sql`${file.key} <> '' and ${file.bytes} > 0 and ${isSha256(file.sha256)}`),
  ],
);

/** How each take was put in time and with what it was recorded, for whoever runs this place: never shown with the take. */
export const takeAlignments = pgTable(
  'take_alignments',
  {
    storyId: uuid('story_id').notNull(),
    takeId: uuid('take_id').notNull(),
    /** The round trip it was cut by (ms), its nudge aside. */
    offsetMs: real('offset_ms').notNull(),
    /** How much more that was at the end of what was heard, by jumps alone (ms). */
    jumpedMs: real('jumped_ms').notNull().default(0),
    /** Half-width of the error that it was published with (ms); what is shown is the take's own, which the server may raise. */
    statedErrorMs: real('stated_error_ms').notNull(),
    driftPpm: real('drift_ppm').notNull(),
    /** How far the correlation's peak stands above its second peak (dB); null when nothing was measured. */
    peakDb: real('peak_db'),
    /** The round trip as the browser reports it (ms). */
    reportedMs: real('reported_ms'),
    doubt: text('doubt', { enum: ['devices_changed', 'interrupted', 'busy'] }),
    /** The first 16 hex digits of the labels' SHA-256. */
    inputLabel: text('input_label'),
    outputLabel: text('output_label'),
    /** In Hz. */
    contextRate: integer('context_rate'),
    inputRate: integer('input_rate'),
    /** Family and major version. */
    browser: text('browser').notNull(),
    /** The mix of the parent that was heard; null when the device does not know. */
    heardSha256: text('heard_sha256'),
    /** How far the published stem lies from its parent (ms), and how clear that is (dB), as the server finds; null until it has looked or when it finds nothing. */
    residualMs: real('residual_ms'),
    residualPeakDb: real('residual_peak_db'),
    verifiedAt: timestamp('verified_at', { withTimezone: true, precision: 3 }),
  },
  (row) => [
    primaryKey({ name: 'take_alignments_pkey', columns: [row.storyId, row.takeId] }),
    foreignKey({
      name: 'take_alignments_take',
      columns: [row.storyId, row.takeId],
      foreignColumns: [takes.storyId, takes.id],
    }).onDelete('cascade'),
  ],
);
