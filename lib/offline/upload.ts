import { z } from 'zod';
import { CONTENT_TYPES, type FileKind } from '@/lib/domain/audio-format';
import { AppError } from '@/lib/domain/errors';
import { personName, type StoredFile, storedFile, type UploadTicket } from '@/lib/domain/schemas';
import type { Delivery, Progress, PublisherPort } from '@/lib/studio/ports';
import type { Api } from './api';
import type { PutFile } from './put-file';

type Deps = {
  api: Api;
  put: PutFile;
  /** Makes sure that somebody is acting; `again` when the server does not know them any more. Throws AppError. */
  signIn(name: string, again: boolean): Promise<void>;
};

type LocalFile = { kind: FileKind; contentType: string; bytes: Uint8Array<ArrayBuffer> };
type OnProgress = (progress: Progress) => void;

/** What is left to say of a take once its files are on the server. */
const files = z.object({
  durationMs: z.int(),
  gainDb: z.number(),
  peaks: z.array(z.int()),
  stem: storedFile,
  mix: storedFile,
});
type Files = z.infer<typeof files>;

const tickets = z.object({
  uploads: z.array(
    z.object({
      kind: z.enum(['stem', 'mix', 'source']),
      key: z.string(),
      url: z.string(),
      headers: z.record(z.string(), z.string()),
      expiresAt: z.string(),
    }),
  ),
});
const published = z.object({ url: z.string() });

const DEADLINE_MS = 30_000;
/** The server's own mixing of ten minutes may take its time. */
const MIX_DEADLINE_MS = 180_000;
/** How often a ticket is renewed before the store's refusal is believed. */
const RENEWALS = 2;

/**
 * Takes a draft to the server: announce → signed PUT → (mix there, when the device could not) → publish. A second try
 * goes on where the first ended; since a take's id is made on the device, publishing twice is publishing once.
 */
export function createPublisher({ api, put, signIn }: Deps): PublisherPort {
  const arrived = new Map<string, Files>();

  /** Calls the API; somebody whom it does not know signs in again, once. */
  async function call(delivery: Delivery, method: 'POST' | 'PUT', path: string, body: object, deadlineMs: number) {
    const url = `/api/v1/takes/${delivery.takeId}${path}`;
    try {
      return await api(method, url, body, deadlineMs);
    } catch (cause) {
      if (!(cause instanceof AppError) || cause.code !== 'not_signed_in') throw cause;
      await signIn(delivery.form.name, true);
      return api(method, url, body, deadlineMs);
    }
  }

  async function upload(
    delivery: Delivery,
    local: LocalFile[],
    onProgress: OnProgress,
  ): Promise<Map<FileKind, StoredFile>> {
    const totalBytes = local.reduce((sum, file) => sum + file.bytes.byteLength, 0);
    const sent = new Map<FileKind, number>();
    const tell = (kind: FileKind, sentBytes: number) => {
      sent.set(kind, sentBytes);
      const sum = [...sent.values()].reduce((a, b) => a + b, 0);
      onProgress({ station: 'network', sentBytes: Math.min(sum, totalBytes), totalBytes });
    };
    const stop = new AbortController();
    const announced = await Promise.all(local.map(announcement));
    const first = await ticketsFor(delivery, announced);
    try {
      const stored = await Promise.all(
        local.map(async (file, i): Promise<[FileKind, StoredFile]> => {
          const mine = announced[i];
          if (!mine) throw new AppError('unexpected');
          const key = await putRenewing(file, ticketOf(first, file.kind), () => ticketsFor(delivery, [mine]));
          return [file.kind, { key, bytes: mine.bytes, sha256: mine.sha256 }];
        }),
      );
      return new Map(stored);
    } catch (cause) {
      stop.abort();
      throw cause;
    }

    async function putRenewing(
      file: LocalFile,
      ticket: UploadTicket,
      renew: () => Promise<UploadTicket[]>,
    ): Promise<string> {
      let current = ticket;
      for (let renewals = 0; ; renewals += 1) {
        try {
          tell(file.kind, 0);
          await put(current, file.bytes, (bytes) => tell(file.kind, bytes), stop.signal);
          tell(file.kind, file.bytes.byteLength);
          return current.key;
        } catch (cause) {
          const old = cause instanceof AppError && cause.code === 'url_expired';
          if (!old) throw cause;
          if (renewals === RENEWALS) throw new AppError('upload_refused', { cause });
          current = ticketOf(await renew(), file.kind);
        }
      }
    }
  }

  async function ticketsFor(delivery: Delivery, announced: object[]): Promise<UploadTicket[]> {
    return tickets.parse(await call(delivery, 'POST', '/uploads', { files: announced }, DEADLINE_MS)).uploads;
  }

  async function bring(delivery: Delivery, onProgress: OnProgress): Promise<Files> {
    const { rendered, recorded, storyId, aim } = delivery;
    if (rendered) {
      const { durationMs, gainDb } = rendered;
      const local: LocalFile[] = [
        { kind: 'stem', contentType: 'audio/flac', bytes: own(rendered.stem) },
        { kind: 'mix', contentType: 'audio/mp4', bytes: own(rendered.mix) },
      ];
      const stored = await upload(delivery, local, onProgress);
      return {
        durationMs,
        gainDb,
        peaks: [...rendered.peaks],
        stem: storedAs(stored, 'stem'),
        mix: storedAs(stored, 'mix'),
      };
    }
    const { bytes, contentType } = recorded.source;
    if (!(contentType in CONTENT_TYPES.source)) throw new AppError('not_audio', { details: { contentType } });
    const stored = await upload(delivery, [{ kind: 'source', contentType, bytes }], onProgress);
    onProgress({ station: 'server', doing: 'mixing' });
    const job = { storyId, ...placeOf(aim), cut: recorded.cut, source: storedAs(stored, 'source') };
    return files.parse(await call(delivery, 'POST', '/mix', job, MIX_DEADLINE_MS));
  }

  async function publish(delivery: Delivery, onProgress: OnProgress): Promise<string> {
    const { takeId, storyId, aim, recorded, form } = delivery;
    onProgress({ station: 'device' });
    await signIn(form.name, false);
    const there = arrived.get(takeId) ?? (await bring(delivery, onProgress));
    arrived.set(takeId, there);
    onProgress({ station: 'server', doing: 'publishing' });
    const body = {
      storyId,
      ...placeOf(aim),
      ...there,
      ...(aim.answer ? {} : { title: form.title }),
      visibility: form.visibility,
      authorName: personName.parse(form.name),
      alignment: recorded.alignment,
    };
    try {
      return published.parse(await call(delivery, 'PUT', '', body, DEADLINE_MS)).url;
    } catch (cause) {
      if (cause instanceof AppError && FILES_GONE.has(cause.code)) arrived.delete(takeId);
      throw cause;
    }
  }

  return { publish };
}

/** After these the files have to be sent again. */
const FILES_GONE: ReadonlySet<string> = new Set(['upload_missing', 'upload_mismatch']);

const placeOf = ({ answer, punchMs }: Delivery['aim']) => ({ parentId: answer?.parent.id ?? null, startMs: punchMs });

const own = (bytes: Uint8Array): Uint8Array<ArrayBuffer> =>
  bytes.buffer instanceof ArrayBuffer
    ? new Uint8Array(bytes.buffer, bytes.byteOffset, bytes.byteLength)
    : new Uint8Array(bytes);

async function announcement({ kind, contentType, bytes }: LocalFile) {
  const digest = new Uint8Array(await crypto.subtle.digest('SHA-256', bytes));
  const sha256 = [...digest].map((byte) => byte.toString(16).padStart(2, '0')).join('');
  return { kind, contentType, bytes: bytes.byteLength, sha256 };
}

function ticketOf(all: readonly UploadTicket[], kind: FileKind): UploadTicket {
  const ticket = all.find((one) => one.kind === kind);
  if (!ticket) throw new AppError('unexpected', { cause: `no ticket for ${kind}` });
  return ticket;
}

function storedAs(stored: ReadonlyMap<FileKind, StoredFile>, kind: FileKind): StoredFile {
  const file = stored.get(kind);
  if (!file) throw new AppError('unexpected', { cause: `no stored ${kind}` });
  return file;
}
