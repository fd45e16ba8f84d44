import type { FileKind } from '@/lib/domain/audio-format';
import type { ErrorCode } from '@/lib/domain/errors';
import { NOT_ALIGNED } from '@/lib/domain/not-aligned';
import type { Alignment, Gear, SourceCut, StoredFile } from '@/lib/domain/schemas';
import type { Rendered } from '@/lib/mixing/job';
import type { Aim } from '@/lib/studio/aim';
import type { Form, Ids } from '@/lib/studio/ports';

/** A take that is not known to be published: all that the device holds of it but its bytes. Times in ms since 1970. */
export type StoredDraft = Ids & {
  aim: Aim;
  startedAt: number;
  /** Of the source. */
  contentType: string;
  cut: SourceCut;
  /** What the recorder believes of it. */
  alignment: Alignment;
  /** What it was recorded with; drafts of before do not know. */
  gear?: Gear | null;
  /** preroll: nothing is said yet. recording and review: unfinished, when no page holds its lock. outbox: asked to be published. */
  stage: 'preroll' | 'recording' | 'review' | 'outbox';
  form: Form;
  /** Publish was pressed before it was mixed: whoever finds it without its page sends it. */
  isWished?: boolean;
  /** Null while its stem and mix are not made, or when the server has to make them. */
  rendered: RenderedFacts | null;
  /** Null until it is asked to be published. */
  delivery: Delivery | null;
  /** Why the server has refused it, back in the review since. */
  refusedFor?: ErrorCode;
};

/** Nothing filled in yet. */
export const EMPTY_FORM: Form = { title: '', name: '', visibility: 'public' };

/** A draft in which nothing is said yet, and of which nobody knows yet where in its source the take will lie. */
export const newDraft = ({ takeId, storyId }: Ids, aim: Aim): StoredDraft => ({
  takeId,
  storyId,
  aim,
  startedAt: Date.now(),
  contentType: '',
  cut: 'whole',
  alignment: NOT_ALIGNED,
  stage: 'preroll',
  form: EMPTY_FORM,
  rendered: null,
  delivery: null,
});

/** What the server is told beside the files themselves. */
export type RenderedFacts = Pick<Rendered, 'durationMs' | 'gainDb' | 'peaks'> & {
  /** How it was put in time; what was rendered before knows no more than its recorder. */
  alignment?: Alignment;
  hasMargins?: boolean;
};

/** Where a take is on its way to the server, as far as a restart must know. */
export type Delivery =
  | ({ at: 'waiting' } & Trip)
  /** The server will never take it as it is: the person decides. */
  | ({ at: 'refused'; code: ErrorCode } & Trip)
  /** Acknowledged by the server: its bytes have left the device. `waits`: until the owner of its story lets it in. */
  | { at: 'published'; url: string; publishedAt: number; waits?: boolean };

export type Trip = {
  askedAt: number;
  /** Failures since the last step that went well. */
  tries: number;
  /** Not before this is the next try. */
  notBefore: number;
  /** Why the last try failed, if it did. */
  lastCode: ErrorCode | null;
  /** What the store has, as the server will be told. */
  arrived: Partial<Record<FileKind, StoredFile>>;
  /** Uploads in parts that have begun. */
  begun: Partial<Record<FileKind, { key: string; uploadId: string }>>;
  /** What the server has mixed from the source. */
  mixed: MixedFiles | null;
};

/** The server's answer to `POST /api/v1/takes/{takeId}/mix`. */
export type MixedFiles = {
  durationMs: number;
  gainDb: number;
  peaks: number[];
  stem: StoredFile;
  mix: StoredFile;
  /** A server of before answers without them. */
  margins?: StoredFile | undefined;
  alignment?: Alignment | undefined;
};

/** The bytes that are kept beside a draft. `parent`: the mix of the take that is answered. */
export type DraftFileKind = 'stem' | 'mix' | 'margins' | 'parent';
