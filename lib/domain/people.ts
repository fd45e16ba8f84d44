/** The words for people and for what is theirs, as the database and the policy know them. */

export const ROLES = ['guest', 'member', 'moderator', 'admin'] as const;
export type Role = (typeof ROLES)[number];

/** Who may record in a story: anyone who may listen, whoever has an account, or whoever is invited. */
export const WHO_RECORDS = ['anyone', 'members', 'invited'] as const;
export type WhoRecords = (typeof WHO_RECORDS)[number];

/** Hidden: by a moderator, who may show it again. Removed: its sound is gone for good. */
export const TAKE_STATES = ['shown', 'hidden', 'removed'] as const;
export type TakeState = (typeof TAKE_STATES)[number];

/** What a link that came by mail is good for. */
export const TOKEN_PURPOSES = ['enter', 'verify_email', 'reset_password', 'change_email'] as const;
export type TokenPurpose = (typeof TOKEN_PURPOSES)[number];

export const REPORT_KINDS = ['no_consent', 'harassment', 'sexual', 'violence', 'spam', 'other'] as const;
export type ReportKind = (typeof REPORT_KINDS)[number];

export const DECISION_KINDS = ['hide', 'restore', 'remove', 'suspend', 'unsuspend', 'dismiss'] as const;
export type DecisionKind = (typeof DECISION_KINDS)[number];

/** What people are told of. */
export const NOTICE_KINDS = ['answer', 'like', 'invitation', 'decision'] as const;
export type NoticeKind = (typeof NOTICE_KINDS)[number];
