/** Sizes and lengths that hold everywhere: in schemas, in the database and on the screen. */
export const TITLE_MAX_CHARS = 120;
export const DESCRIPTION_MAX_CHARS = 2_000;
export const NAME_MAX_CHARS = 60;
/** What somebody says of a report, a decision or an appeal. */
export const REASON_MAX_CHARS = 1_000;
export const SEARCH_MAX_CHARS = 80;
/** A picture that is sent (bytes); what is kept of it is small. */
export const MAX_PICTURE_BYTES = 5 * 1024 * 1024;
export const GUEST_NAME = 'Guest';
export const PASSWORD_MIN_CHARS = 10;
export const PASSWORD_MAX_CHARS = 128;
export const EMAIL_MAX_CHARS = 254;

/** A path is never deeper than this; it bounds every recursive query. */
export const MAX_DEPTH = 5_000;

/** Values of a waveform a second, each 0 to 255. */
export const PEAKS_PER_SECOND = 20;

/** How much of the recording is kept on either side of an answer's stem (ms): so far it can be nudged. */
export const MARGIN_MS = 1_000;

/** Largest file of each kind (bytes): 10 minutes in its format, with room for the container. */
export const MAX_BYTES = {
  stem: 64 * 1024 * 1024,
  mix: 12 * 1024 * 1024,
  source: 64 * 1024 * 1024,
  margins: 1024 * 1024,
} as const;

/** Largest file that may be brought as a take (bytes): ten minutes of uncompressed stereo, with room. */
export const MOST_BROUGHT_BYTES = 256 * 1024 * 1024;

/** A file above this size is uploaded in parts (bytes), so that a lost connection costs a part and not the whole. */
export const WHOLE_UPLOAD_BYTES = 16 * 1024 * 1024;
/** Each part but the last (bytes). S3 takes none below 5 MiB. */
export const PART_BYTES = 8 * 1024 * 1024;

/** What has arrived and is in no take is kept so long (ms), parts of an unfinished upload too. */
export const KEEP_UNPUBLISHED_MS = 24 * 60 * 60 * 1000;
/** How long a link into a story can be good (days), and for how many people. */
export const INVITATION_DAYS = [1, 7, 30] as const;
export const INVITATION_USES = [1, 5, 25] as const;
/** A deleted story can be had back so long (days); then it is gone with all that is in it. */
export const KEEP_DELETED_DAYS = 30;
/** The sound of what a moderator has removed can be had back by an appeal so long (days), and until the appeal is decided. */
export const KEEP_REMOVED_DAYS = 14;
/** How young files are when their take is published (ms): the sweep never meets one between its check and its row. */
export const PUBLISH_WITHIN_MS = 23 * 60 * 60 * 1000;

/** How long a URL for an upload is good (s); an expired one is asked for again. */
export const UPLOAD_URL_SECONDS = 15 * 60;
/** How long a URL for listening is good (s). */
export const LISTEN_URL_SECONDS = 60 * 60;

export const PAGE_SIZE = 24;
export const TAKES_PAGE_SIZE = 200;

/** A story's page draws so many waveform values of a whole path, and so many of an answer. */
export const PATH_PEAKS = 12_000;
export const ANSWER_PEAKS = 120;
/** So many takes of a path have their mix's URL on the page; a player asks for the others as it comes near them. */
export const PATH_URLS = 24;

/** A path is sent with so many of its first forks and as many of its last; of the others a page asks for the answers. */
export const FORKS_AT_AN_END = 12;
/** A fork shows so many other branches, each with so many values of its waveform. */
export const FORK_BRANCHES = 8;
export const FORK_PEAKS = 48;
/** The map begins with so many of the path's last takes, and as many of the canon's first. */
export const MAP_OF_A_PATH = 200;
/** A neighbourhood of the map (takes). */
export const MAP_TAKES = 200;
