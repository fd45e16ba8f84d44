import { createHash } from 'node:crypto';
import http from 'node:http';
import { v7 as uuidv7 } from 'uuid';
import type { FileKind } from '@/lib/domain/audio-format';
import { isErrorCode } from '@/lib/domain/error-codes';
import type { PartsTicket, StoredFile, UploadTicket } from '@/lib/domain/schemas';
import type { Rendered } from '@/lib/mixing/job';

/** A take on a device, and how far it is on its way to the server. */
export type Parcel = {
  takeId: string;
  storyId: string;
  parentId: string | null;
  startMs: number;
  rendered: Rendered;
  arrived: Partial<Record<FileKind, StoredFile>>;
  begun: Partial<Record<FileKind, { key: string; uploadId: string }>>;
  /** Numbers of the parts that were sent, in order. */
  partsSent: number[];
  /** What went wrong on the way, each time: a code, or "no answer". */
  faults: string[];
};
type Kind = 'stem' | 'mix';
const KINDS: readonly Kind[] = ['stem', 'mix'];
const TYPES = { stem: 'audio/flac', mix: 'audio/mp4' } as const;

/** What the server said no to. */
export class Refused extends Error {
  constructor(
    readonly code: string,
    readonly status: number,
  ) {
    super(code);
  }
}

export const seedParcel = (rendered: Rendered): Parcel => ({
  takeId: uuidv7(),
  storyId: uuidv7(),
  parentId: null,
  startMs: 0,
  rendered,
  arrived: {},
  begun: {},
  partsSent: [],
  faults: [],
});

/** It continues after its parent. */
export const answerParcel = (parent: Parcel, rendered: Rendered): Parcel => ({
  ...seedParcel(rendered),
  storyId: parent.storyId,
  parentId: parent.takeId,
  startMs: parent.startMs + parent.rendered.durationMs,
});

export const factsOf = (bytes: Uint8Array) => ({
  bytes: bytes.length,
  sha256: createHash('sha256').update(bytes).digest('hex'),
});

/** A person's device without a screen: it asks again whatever fails, as the outbox does, until its take is published. */
export async function openDevice(origin: string) {
  const cookie = await signIn(origin);

  async function ask<T>(method: string, path: string, body: object): Promise<T> {
    const answer = await fetch(new URL(path, origin), {
      method,
      headers: { 'content-type': 'application/json', cookie },
      body: JSON.stringify(body),
    });
    if (!answer.ok) throw await refusedBy(answer);
    return answer.json();
  }

  const path = ({ takeId }: Parcel, rest = '') => `/api/v1/takes/${takeId}${rest}`;
  const announced = ({ rendered }: Parcel, kind: Kind) => ({
    kind,
    contentType: TYPES[kind],
    ...factsOf(rendered[kind]),
  });

  async function ticketOf(parcel: Parcel, kind: Kind): Promise<UploadTicket | PartsTicket> {
    const resume = parcel.begun[kind];
    const files = [{ ...announced(parcel, kind), ...(resume && { resume }) }];
    const { uploads } = await ask<{ uploads: (UploadTicket | PartsTicket)[] }>('POST', path(parcel, '/uploads'), {
      files,
    });
    const [ticket] = uploads;
    if (!ticket) throw new Error('no ticket');
    if ('parts' in ticket) parcel.begun[kind] = { key: ticket.key, uploadId: ticket.parts.uploadId };
    return ticket;
  }

  async function sendParts(parcel: Parcel, kind: Kind, { parts }: PartsTicket): Promise<void> {
    for (const { number, url, headers } of parts.missing) {
      const from = (number - 1) * parts.partBytes;
      await put(new URL(url, origin), headers, parcel.rendered[kind].subarray(from, from + parts.partBytes));
      parcel.partsSent.push(number);
    }
  }

  const finish = (parcel: Parcel, kind: Kind) =>
    ask('POST', path(parcel, '/uploads/finish'), { ...announced(parcel, kind), ...parcel.begun[kind] });

  async function upload(parcel: Parcel, kind: Kind): Promise<void> {
    if (parcel.arrived[kind]) return;
    const ticket = await ticketOf(parcel, kind);
    if ('parts' in ticket) {
      await sendParts(parcel, kind, ticket);
      await finish(parcel, kind);
    } else {
      await put(new URL(ticket.url, origin), ticket.headers, parcel.rendered[kind]);
    }
    parcel.arrived[kind] = { key: ticket.key, ...factsOf(parcel.rendered[kind]) };
  }

  const publish = (parcel: Parcel) => {
    const { storyId, parentId, startMs, rendered, arrived } = parcel;
    const { durationMs, gainDb, peaks } = rendered;
    const title = parentId === null ? { title: 'What was not lost' } : {};
    const place = { storyId, parentId, startMs, durationMs, ...title, authorName: 'Ada' };
    const alignment = { method: 'none', errorMs: 0 };
    return ask<{ url: string }>('PUT', path(parcel), { ...place, ...arrived, gainDb, peaks: [...peaks], alignment });
  };

  async function uploadAll(parcel: Parcel): Promise<void> {
    for (const kind of KINDS) await upload(parcel, kind);
  }

  /** Until the server has acknowledged it. Throws Refused when it never will. */
  async function deliver(parcel: Parcel): Promise<void> {
    for (;;) {
      try {
        await uploadAll(parcel);
        await publish(parcel);
        return;
      } catch (fault) {
        const code = fault instanceof Refused ? fault.code : 'no answer';
        parcel.faults.push(code);
        if (code === 'upload_missing' || code === 'upload_mismatch') Object.assign(parcel, { arrived: {}, begun: {} });
        else if (fault instanceof Refused && fault.status < 500) throw fault;
        await new Promise((later) => setTimeout(later, 100));
      }
    }
  }

  return { ticketOf, uploadAll, publish, finish, deliver };
}
export type Device = Awaited<ReturnType<typeof openDevice>>;

async function signIn(origin: string): Promise<string> {
  const asked = await fetch(new URL('/api/auth/csrf', origin));
  const { csrfToken } = (await asked.json()) as { csrfToken: string };
  const answer = await fetch(new URL('/api/auth/callback/guest', origin), {
    method: 'POST',
    redirect: 'manual',
    headers: { cookie: cookiesIn(asked) },
    body: new URLSearchParams({ csrfToken, name: 'Ada', json: 'true' }),
  });
  return cookiesIn(answer);
}

const cookiesIn = (answer: Response): string =>
  answer.headers
    .getSetCookie()
    .map((cookie) => cookie.split(';')[0])
    .join('; ');

async function put(url: URL, headers: Record<string, string>, bytes: Uint8Array): Promise<void> {
  const answer = await fetch(url, { method: 'PUT', headers, body: new Uint8Array(bytes) });
  if (!answer.ok) throw await refusedBy(answer);
  await answer.arrayBuffer();
}

/** A store that speaks S3 says no in XML; its 500 is as passing as any. */
async function refusedBy(answer: Response): Promise<Refused> {
  const code = /"code":"(\w+)"/.exec(await answer.text())?.[1];
  return new Refused(isErrorCode(code) ? code : `status ${answer.status}`, answer.status);
}

/** Begins to send a file, and holds the line open after half of it. */
export function sendHalf(url: URL, headers: Record<string, string>, bytes: Uint8Array): { hangUp(): void } {
  const length = { 'content-length': String(bytes.length) };
  const request = http.request(url, { method: 'PUT', agent: false, headers: { ...headers, ...length } });
  // The server is killed under it.
  request.on('error', () => request.destroy());
  request.write(bytes.subarray(0, bytes.length >> 1));
  return { hangUp: () => request.destroy() };
}
