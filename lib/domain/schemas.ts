import './no-eval';
import { z } from 'zod';
import { bareContentType, CONTENT_TYPES, FILE_KINDS } from './audio-format';
import {
  DESCRIPTION_MAX_CHARS,
  GUEST_NAME,
  MARGIN_MS,
  NAME_MAX_CHARS,
  PEAKS_PER_SECOND,
  REASON_MAX_CHARS,
  SEARCH_MAX_CHARS,
  TITLE_MAX_CHARS,
} from './limits';
import { isSearchable, oneLine } from './typed-text';

/** A version 4 or 7 UUID in lower case: what devices and servers make. */
export const id = z.uuid().toLowerCase();

/** Whether anything of it can be seen; the blank of Braille and the marks of annotations are as empty as a space. */
const isSeen = (text: string): boolean => /[^\p{Default_Ignorable_Code_Point}\u2800\ufff9-\ufffb\s]/u.test(text);

/** What a person typed, as `oneLine` makes it. */
const line = (maxChars: number) =>
  z
    .string()
    .max(maxChars * 20)
    .transform(oneLine)
    .pipe(z.string().max(maxChars));

export const title = line(TITLE_MAX_CHARS).refine(isSeen, 'nothing to be seen');
/** What cannot be seen becomes "Guest". */
export const personName = line(NAME_MAX_CHARS).transform((name) => (isSeen(name) ? name : GUEST_NAME));

/** Several lines of text: each as `oneLine` makes it, with a blank one between paragraphs at most. */
const lines = (maxChars: number) =>
  z
    .string()
    .max(maxChars * 4)
    .transform((text) =>
      text
        .split(/\r\n?|\n/u)
        .map(oneLine)
        .join('\n')
        .replace(/\n{3,}/gu, '\n\n')
        .trim(),
    )
    .pipe(z.string().max(maxChars));

export const description = lines(DESCRIPTION_MAX_CHARS);
/** Why something was decided, as whom it is about is told. */
export const reason = lines(REASON_MAX_CHARS);

/** What is looked for in titles and names. */
export const searchText = line(SEARCH_MAX_CHARS).pipe(z.string().refine(isSearchable, 'two letters or more'));

export const visibility = z.enum(['public', 'unlisted', 'private']);
export type Visibility = z.infer<typeof visibility>;

export const answerKind = z.enum(['duet', 'continue']);
export type AnswerKind = z.infer<typeof answerKind>;

/** What happened while a take was recorded that makes its place in time less sure. */
export const doubt = z.enum(['devices_changed', 'interrupted', 'busy']);
export type Doubt = z.infer<typeof doubt>;

/** How a take was put in time. */
export const alignment = z.object({
  /** none: a seed, with nothing to align to. measured: from the take itself. calibrated: from a measurement of this page load. */
  method: z.enum(['none', 'measured', 'calibrated', 'estimated']),
  /** Half-width of the expected error (ms). */
  errorMs: z.number().min(0).max(10_000),
  /** The round trip it was cut by (ms), its nudge aside. */
  offsetMs: z.number().min(-1_000).max(2_000).default(0),
  /** How much more that was at the end of what was heard than at the start of the take, by jumps alone (ms). */
  jumpedMs: z.number().min(-2_000).max(2_000).default(0),
  /** How much faster the recording's clock ran than the parent's (parts per million). */
  driftPpm: z.number().min(-1_000).max(1_000).default(0),
  /** How far the correlation's peak stands above its second peak (dB); null when nothing was measured. */
  peakDb: z.number().min(0).max(200).nullable().default(null),
  /** The round trip as the browser reports it (ms), which a naive recorder would have used; null when it reports none. */
  reportedMs: z.number().min(0).max(10_000).nullable().default(null),
  /** How much later the person has moved it by ear (whole ms). */
  nudgeMs: z.int().min(-MARGIN_MS).max(MARGIN_MS).default(0),
  doubt: doubt.nullable().default(null),
});
export type Alignment = z.infer<typeof alignment>;
/** What everybody is shown of it. */
export type ShownAlignment = Pick<Alignment, 'method' | 'errorMs' | 'nudgeMs'>;

const sha256 = z.string().regex(/^[0-9a-f]{64}$/, 'SHA-256 in lower-case hex');
const labelHash = z.string().regex(/^[0-9a-f]{16}$/, 'the first 16 hex digits of a SHA-256');
const rate = z.int().min(1_000).max(768_000);

/** What a take was recorded with. Labels of devices leave the device as hashes only. */
export const gear = z.object({
  inputLabel: labelHash.nullable(),
  outputLabel: labelHash.nullable(),
  /** Of the AudioContext and of the microphone's track (Hz). */
  contextRate: rate.nullable(),
  inputRate: rate.nullable(),
  /** Family and major version, as "Chromium 156"; a name of another shape is no reason to refuse a take. */
  browser: z
    .string()
    .regex(/^[A-Za-z][A-Za-z ]{0,30} \d{1,4}$/)
    .catch('unknown'),
  /** The mix of the parent that was heard meanwhile, which its author may have moved since. */
  heardSha256: sha256.nullish(),
});
export type Gear = z.infer<typeof gear>;

const announced = z.object({
  kind: z.enum(FILE_KINDS),
  contentType: z.string().max(100).transform(bareContentType),
  bytes: z.int().min(1),
  sha256,
});

/** An upload in parts that has begun; the store makes the id. */
const begunUpload = z.object({
  key: z.string().max(200),
  uploadId: z.string().regex(/^[!-~]{1,1024}$/, 'the id that came with the ticket'),
});

const isFormatOfKind = (file: z.infer<typeof announced>): boolean =>
  Object.hasOwn(CONTENT_TYPES[file.kind], file.contentType);
const NOT_OF_KIND = { path: ['contentType'], message: 'not a format of this kind' };

/** A file that is about to be uploaded. `resume`: in the parts that are still missing of what has begun. */
export const announcedFile = announced.extend({ resume: begunUpload.optional() }).refine(isFormatOfKind, NOT_OF_KIND);
export type AnnouncedFile = z.infer<typeof announcedFile>;

/** A file that has been uploaded, as the publisher remembers it. */
export const storedFile = z.object({ key: z.string().max(200), bytes: z.int().min(1), sha256 });
export type StoredFile = z.infer<typeof storedFile>;

/** `POST /api/v1/takes/{takeId}/uploads` */
export const announceUploads = z.object({ files: z.array(announcedFile).min(1).max(4) });

/** `POST /api/v1/takes/{takeId}/uploads/finish` */
export const finishUpload = announced.extend(begunUpload.shape).refine(isFormatOfKind, NOT_OF_KIND);

/** How a stem is cut from a recording: the slate says which sample is which instant. */
export const cut = z.object({
  /** From the start of the slate to the punch, on the recorder's clock (ms, may be fractional). */
  slateToPunchMs: z.number().min(0).max(720_000),
  /** How much later than they were performed sounds arrive in the recording (ms): the round trip, unless the take itself tells. */
  latencyMs: z.number().min(-1_000).max(2_000),
  /** How long before the punch the parent was heard from (ms); null when it was not heard. Drafts of before have none. */
  prerollMs: z.number().min(0).max(660_000).nullable().default(null),
  /** How much later the person wants the take than it was measured (whole ms). */
  nudgeMs: z.int().min(-MARGIN_MS).max(MARGIN_MS).default(0),
  /** null: all that the recording holds after the punch, as when it ended by itself. */
  durationMs: z.int().min(1).max(660_000).nullable(),
});
export type Cut = z.input<typeof cut>;

/** 'whole': a file that is the take from its first sample on, with no slate before it. */
export const sourceCut = z.union([cut, z.literal('whole')]);
export type SourceCut = z.input<typeof sourceCut>;

/** `POST /api/v1/takes/{takeId}/mix` */
export const mixTake = z.object({
  storyId: id,
  parentId: id.nullable(),
  startMs: z.int().min(0),
  cut: sourceCut,
  /** What to believe when nothing can be measured. */
  alignment: alignment.optional(),
  /** As in `gear`. */
  heardSha256: sha256.nullish(),
  source: storedFile,
});

/** `PUT /api/v1/takes/{takeId}` */
export const publishTake = z.object({
  storyId: id,
  parentId: id.nullable(),
  startMs: z.int().min(0),
  durationMs: z.int().min(0),
  /** Of the story; only with a seed. */
  title: title.optional(),
  visibility: visibility.default('public'),
  authorName: personName,
  stem: storedFile,
  mix: storedFile,
  /** 0 to 255, 20 a second. */
  peaks: z.array(z.int().min(0).max(255)).max(610 * PEAKS_PER_SECOND),
  /** What the mix adds to the stem to bring the voice to −16 LUFS (dB). */
  gainDb: z.number().min(-60).max(80),
  alignment,
  gear: gear.nullable().default(null),
  /** Two seconds of the recording from around the stem, for a nudge; only with an answer. */
  margins: storedFile.optional(),
});

/** What the public API says of a take. */
export type TakeView = {
  id: string;
  parentId: string | null;
  startMs: number;
  durationMs: number;
  author: { id: string; name: string };
  likeCount: number;
  childCount: number;
  /** The answer with which the canon goes on; null where it ends. */
  bestChildId: string | null;
  mixUrl: string;
  stemUrl: string;
  peaks: number[];
  alignment: ShownAlignment;
  gainDb: number;
  createdAt: string;
};

/**
 * A take as a story's page shows it, so bounded that a path of a thousand takes is a page like any other: `peaks` may be thinned,
 * and `mixUrl` is empty where it is not needed soon (`GET /api/v1/takes/{takeId}/urls` gives it).
 */
export type PageTake = Omit<TakeView, 'stemUrl' | 'alignment' | 'gainDb' | 'createdAt'> & {
  /** Size of the mix (bytes), for whoever wants to keep it. */
  mixBytes: number;
};

/** A take as the map needs it. */
export type MapTake = Omit<PageTake, 'mixUrl' | 'mixBytes' | 'peaks'>;

/** `PUT /api/v1/takes/{takeId}/like` */
export const likeTake = z.object({ storyId: id, isLiked: z.boolean() });

/** `PUT /api/v1/takes/{takeId}/recording`: somebody records over this take, or does not any more. */
export const recordingOn = z.object({
  storyId: id,
  isOn: z.boolean(),
  /** Tells those apart who have no name here: random, and made anew by every page. */
  pageId: id.optional(),
});

export const storyList = z.enum(['growing', 'newest', 'loved', 'mine', 'joined']);
export type StoryList = z.infer<typeof storyList>;

/** `GET /api/v1/stories/{storyId}` */
export type StoryView = {
  id: string;
  title: string;
  seedId: string;
  visibility: Visibility;
  takes: TakeView[];
  nextCursor: string | null;
};

/** One row of `GET /api/v1/stories`. `shape` is the tree's outline, oldest take first, bounded. */
export type StoryCard = {
  id: string;
  title: string;
  seedId: string;
  visibility: Visibility;
  takeCount: number;
  voiceCount: number;
  /** The likes of all its takes. */
  likeCount: number;
  /** Length of the longest path (ms). */
  durationMs: number;
  createdAt: string;
  grownAt: string;
  /** Of the cover, where there is one: `/api/v1/pictures/{coverId}`. */
  coverId?: string;
  shape: { id: string; parentId: string | null; startMs: number; durationMs: number; authorId: string }[];
};

/** What an upload needs: `PUT url` with exactly these headers and the announced bytes. */
export type UploadTicket = {
  kind: (typeof FILE_KINDS)[number];
  key: string;
  url: string;
  headers: Record<string, string>;
  expiresAt: string;
};

/**
 * What the upload of a large file needs: each missing part n (from 1), the bytes from (n - 1) * partBytes up to
 * n * partBytes, is PUT to its own url; then `POST /api/v1/takes/{takeId}/uploads/finish`.
 */
export type PartsTicket = {
  kind: (typeof FILE_KINDS)[number];
  key: string;
  expiresAt: string;
  parts: {
    uploadId: string;
    partBytes: number;
    missing: { number: number; url: string; headers: Record<string, string> }[];
  };
};
