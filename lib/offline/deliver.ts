import '@/lib/domain/no-eval';
import { z } from 'zod';
import { bareContentType, type FileKind } from '@/lib/domain/audio-format';
import { AppError } from '@/lib/domain/errors';
import { alignment, type StoredFile, storedFile } from '@/lib/domain/schemas';
import type { Api } from './api';
import type { Drafts } from './drafts';
import { type Doing, neededKinds } from './outbox';
import type { PutFile } from './put-file';
import type { StoredDraft } from './stored-draft';
import { isWaiting, type WaitingDraft } from './trip';
import { type LocalFile, type Tell, uploadFiles } from './upload';

type Deps = {
  drafts: Drafts;
  api: Api;
  put: PutFile;
  /** Makes sure that somebody is acting: whoever is signed in now, else a guest of this name. Throws AppError. */
  signIn(name: string): Promise<void>;
};

export type Step = {
  takeId: string;
  doing: Doing;
  tell: Tell;
  /** Of all bytes of the take that the server needs. */
  onProgress(sentBytes: number, totalBytes: number): void;
  signal: AbortSignal;
};

/** Takes one step of a take that is asked to be published. Throws AppError. */
export type Deliver = (step: Step) => Promise<void>;

/** What the server answers to a mix, and is told of it again with the publication. */
const mixedFiles = z.object({
  durationMs: z.int(),
  gainDb: z.number(),
  peaks: z.array(z.int()),
  stem: storedFile,
  mix: storedFile,
  margins: storedFile.optional(),
  alignment: alignment.optional(),
});
const published = z.object({ url: z.string().startsWith('/'), state: z.string().optional() });

const DEADLINE_MS = 30_000;
/** The server's own mixing of ten minutes may take its time. */
const MIX_DEADLINE_MS = 180_000;
/** The store reads a file of 64 MB through when its parts are joined. */
const FINISH_DEADLINE_MS = 120_000;

export function createDeliver({ drafts, api, put, signIn }: Deps): Deliver {
  let isKnown = false;
  let signingIn: Promise<void> | null = null;

  /** Requests of one take run side by side; all of them must act as the same person. */
  function beKnown(name: string): Promise<void> {
    signingIn ??= signIn(name).finally(() => {
      signingIn = null;
    });
    return signingIn;
  }

  /** Calls the API; somebody whom it does not know signs in again, once. */
  async function call(draft: StoredDraft, method: 'POST' | 'PUT', path: string, body: object, deadlineMs: number) {
    const url = `/api/v1/takes/${draft.takeId}${path}`;
    const { name } = draft.form;
    if (!isKnown) await beKnown(name);
    isKnown = true;
    try {
      return await api(method, url, body, deadlineMs);
    } catch (cause) {
      if (!(cause instanceof AppError) || cause.code !== 'not_signed_in') throw cause;
      await beKnown(name);
      return api(method, url, body, deadlineMs);
    }
  }

  async function send(draft: WaitingDraft, { tell, onProgress, signal }: Step): Promise<void> {
    const { arrived } = draft.delivery;
    const kinds = neededKinds(draft);
    const there = kinds.reduce((sum, kind) => sum + (arrived[kind]?.bytes ?? 0), 0);
    const local = await localFiles(
      draft,
      kinds.filter((kind) => !arrived[kind]),
    );
    // Another page has sent them a moment ago.
    if (local.length === 0) return;
    const totalBytes = local.reduce((sum, { bytes }) => sum + bytes.byteLength, there);
    onProgress(there, totalBytes);
    await uploadFiles(local, {
      trip: draft.delivery,
      call: (path, body) =>
        call(draft, 'POST', `/uploads${path}`, body, path === '/finish' ? FINISH_DEADLINE_MS : DEADLINE_MS),
      put,
      tell,
      onSent: (bytes) => onProgress(there + bytes, totalBytes),
      signal,
    });
  }

  async function localFiles(draft: StoredDraft, kinds: FileKind[]): Promise<LocalFile[]> {
    const local = await Promise.all(kinds.map((kind) => localFile(draft, kind)));
    const files = local.filter((file) => file !== null);
    if (files.length === kinds.length) return files;
    if (kinds.includes('source')) throw new AppError('draft_incomplete');
    // Without its own files a take still has its source, and the server mixes.
    await drafts.change(draft.takeId, (stored) => ({ ...stored, rendered: null }));
    throw new AppError('mixing_failed');
  }

  async function localFile({ takeId, contentType }: StoredDraft, kind: FileKind): Promise<LocalFile | null> {
    const bytes = kind === 'source' ? await drafts.source(takeId) : await drafts.file(takeId, kind);
    if (!bytes || bytes.byteLength === 0) return null;
    const types = { stem: 'audio/flac', mix: 'audio/mp4', margins: 'audio/flac', source: bareContentType(contentType) };
    return { kind, contentType: types[kind], bytes };
  }

  async function mix(draft: WaitingDraft, { tell }: Step): Promise<void> {
    const { storyId, cut, alignment, gear, delivery } = draft;
    const heard = gear?.heardSha256 ? { heardSha256: gear.heardSha256 } : {};
    const job = { storyId, ...placeOf(draft), cut, alignment, ...heard, source: stored(delivery.arrived.source) };
    const files = mixedFiles.parse(await call(draft, 'POST', '/mix', job, MIX_DEADLINE_MS));
    await tell({ type: 'mixed', files });
  }

  async function publish(draft: WaitingDraft, { tell }: Step): Promise<void> {
    const { storyId, aim, form, gear = null } = draft;
    const body = {
      storyId,
      ...placeOf(draft),
      ...filesOf(draft),
      ...(aim.answer ? {} : { title: form.title }),
      visibility: form.visibility,
      authorName: form.name,
      gear,
    };
    const { url, state } = published.parse(await call(draft, 'PUT', '', body, DEADLINE_MS));
    await tell({ type: 'published', url, ...(state === 'waiting' && { waits: true }) });
  }

  return async (step) => {
    const draft = await drafts.get(step.takeId);
    // Discarded or withdrawn a moment ago.
    if (!draft || !isWaiting(draft)) return;
    if (step.doing === 'send') await send(draft, step);
    else if (step.doing === 'mix') await mix(draft, step);
    else await publish(draft, step);
  };
}

const placeOf = ({ aim: { answer, punchMs } }: StoredDraft) => ({
  parentId: answer?.parent.id ?? null,
  startMs: punchMs,
});

/** What the server is told of the files: its own mix, or what this device has made and sent. */
function filesOf({ rendered, alignment, delivery: { arrived, mixed } }: WaitingDraft) {
  if (mixed) return { ...mixed, alignment: mixed.alignment ?? alignment };
  if (!rendered) throw new AppError('unexpected', { cause: 'published before it was mixed' });
  const { durationMs, gainDb, peaks, hasMargins } = rendered;
  const margins = hasMargins ? { margins: stored(arrived.margins) } : {};
  const files = { stem: stored(arrived.stem), mix: stored(arrived.mix), ...margins };
  return { durationMs, gainDb, peaks: [...peaks], alignment: rendered.alignment ?? alignment, ...files };
}

function stored(file: StoredFile | undefined): StoredFile {
  if (!file) throw new AppError('unexpected', { cause: 'a step before its files' });
  return file;
}
