import '@/lib/domain/no-eval';
import { z } from 'zod';
import { FILE_KINDS, type FileKind } from '@/lib/domain/audio-format';
import { AppError } from '@/lib/domain/errors';
import type { AnnouncedFile, StoredFile } from '@/lib/domain/schemas';
import type { PutFile, PutTarget } from './put-file';
import { sha256 } from './sha256';
import type { Trip } from './stored-draft';
import type { News } from './trip';

/** A file of a take as the device has it. */
export type LocalFile = { kind: FileKind; contentType: string; bytes: Uint8Array<ArrayBuffer> };

/** Writes down what has gone well, before the next step. */
export type Tell = (news: News) => Promise<void>;

export type Upload = {
  /** What has begun or arrived on an earlier try. */
  trip: Pick<Trip, 'begun'>;
  /** Calls `POST /api/v1/takes/{takeId}/uploads` and what lies below it. */
  call(path: '' | '/finish', body: object): Promise<unknown>;
  put: PutFile;
  tell: Tell;
  /** How many bytes of these files the store has or is being sent. */
  onSent(bytes: number): void;
  signal: AbortSignal;
};

const target = { url: z.string(), headers: z.record(z.string(), z.string()) };
const ticket = z.object({ kind: z.enum(FILE_KINDS), key: z.string() }).and(
  z.union([
    z.object({
      parts: z.object({
        uploadId: z.string(),
        partBytes: z.int().min(1),
        missing: z.array(z.object({ number: z.int().min(1), ...target })),
      }),
    }),
    z.object(target),
  ]),
);
type Ticket = z.infer<typeof ticket>;
type Parts = Extract<Ticket, { parts: unknown }>['parts'];
const tickets = z.object({ uploads: z.array(ticket) });
const finished = z.object({ key: z.string() });

/** How often in a row a ticket is renewed before the store's refusal is believed. */
const RENEWALS = 2;

/** Brings files to the store, all at once; what fails for one does not keep the others from arriving. Throws AppError. */
export async function uploadFiles(files: readonly LocalFile[], upload: Upload): Promise<void> {
  const { trip, call, put, tell, onSent, signal } = upload;
  const sent = new Map<FileKind, number>();
  const announced = await Promise.all(files.map(announcementOf));
  const resumed = announced.map((file) => withResume(file, trip.begun[file.kind]));
  const first = await ticketsFor(resumed);

  const each = files.map(async (file, i) => {
    const mine = announced[i];
    if (!mine) throw new AppError('unexpected');
    const { bytes, sha256 } = mine;
    await tell({ type: 'arrived', kind: file.kind, file: { key: await bring(file, mine), bytes, sha256 } });
  });
  const ends = await Promise.allSettled(each);
  const failure = ends.find((end) => end.status === 'rejected');
  if (failure) throw failure.reason;

  async function ticketsFor(wanted: readonly AnnouncedFile[]): Promise<Ticket[]> {
    return tickets.parse(await call('', { files: wanted })).uploads;
  }

  /** Answers the key of the file in the store. */
  async function bring(file: LocalFile, mine: AnnouncedFile): Promise<StoredFile['key']> {
    let current = ticketOf(first, file.kind);
    for (let renewals = 0; ; renewals += 1) {
      try {
        if (!('parts' in current)) {
          await putPart(file.kind, current, file.bytes, 0);
          return current.key;
        }
        const { uploadId } = current.parts;
        const begun = { key: current.key, uploadId };
        await tell({ type: 'begun', kind: file.kind, ...begun });
        await putParts(file, current.parts, () => {
          renewals = 0;
        });
        return finished.parse(await call('/finish', { ...mine, ...begun })).key;
      } catch (cause) {
        if (!isRenewable(cause)) throw cause;
        if (renewals === RENEWALS)
          throw cause.code === 'url_expired' ? new AppError('upload_refused', { cause }) : cause;
        const resume = 'parts' in current ? { key: current.key, uploadId: current.parts.uploadId } : undefined;
        current = ticketOf(await ticketsFor([withResume(mine, resume)]), file.kind);
      }
    }
  }

  async function putParts(file: LocalFile, { partBytes, missing }: Parts, onPart: () => void): Promise<void> {
    const partOf = (number: number) => file.bytes.subarray((number - 1) * partBytes, number * partBytes);
    let there = file.bytes.byteLength - missing.reduce((sum, { number }) => sum + partOf(number).byteLength, 0);
    tellSent(file.kind, there);
    for (const { number, ...part } of missing) {
      const bytes = partOf(number);
      await putPart(file.kind, part, bytes, there);
      there += bytes.byteLength;
      onPart();
      await tell({ type: 'progressed' });
    }
  }

  /** `there`: how many bytes of the file were in the store before. */
  async function putPart(kind: FileKind, part: PutTarget, bytes: Uint8Array<ArrayBuffer>, there: number) {
    tellSent(kind, there);
    await put(part, bytes, (more) => tellSent(kind, there + Math.min(more, bytes.byteLength)), signal);
    tellSent(kind, there + bytes.byteLength);
  }

  function tellSent(kind: FileKind, bytes: number): void {
    sent.set(kind, bytes);
    onSent([...sent.values()].reduce((sum, one) => sum + one, 0));
  }
}

/** A ticket that is too old, or parts that the store has not after all: the same upload goes on with fresh URLs. */
function isRenewable(cause: unknown): cause is AppError {
  if (!(cause instanceof AppError)) return false;
  return cause.code === 'url_expired' || (cause.code === 'upload_missing' && cause.details?.missing !== undefined);
}

async function announcementOf({ kind, contentType, bytes }: LocalFile): Promise<AnnouncedFile> {
  return { kind, contentType, bytes: bytes.byteLength, sha256: await sha256(bytes) };
}

const withResume = (file: AnnouncedFile, resume: AnnouncedFile['resume']): AnnouncedFile =>
  resume ? { ...file, resume } : file;

function ticketOf(all: readonly Ticket[], kind: FileKind): Ticket {
  const mine = all.find((one) => one.kind === kind);
  if (!mine) throw new AppError('unexpected', { cause: `no ticket for ${kind}` });
  return mine;
}
