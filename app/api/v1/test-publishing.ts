import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { v7 as uuidv7 } from 'uuid';
import { expect } from 'vitest';
import { PUT as publish } from '@/app/api/v1/takes/[takeId]/route';
import { POST as announce } from '@/app/api/v1/takes/[takeId]/uploads/route';
import { PUT as putMedia } from '@/app/media/[...key]/route';
import type { FileKind } from '@/lib/domain/audio-format';
import type { StoredFile, UploadTicket } from '@/lib/domain/schemas';
import type { ParentTail, Rendered } from '@/lib/mixing/job';
import { mixOnServer } from '@/lib/server/mixing/pool';
import { type Ask, callRoute, fileFacts, ORIGIN, type Person } from '@/lib/server/test-api';

/** A sentence of the demo as the files of a take, made by the core that devices use. */
export async function render(sentence: '0870' | '0880' | '0890', parent: ParentTail | null = null): Promise<Rendered> {
  const bytes = await readFile(join(process.cwd(), `public/demo/austen-${sentence}.flac`));
  return mixOnServer({ source: { bytes, contentType: 'audio/flac' }, cut: 'whole', parent });
}

export const TYPES = { stem: 'audio/flac', mix: 'audio/mp4', margins: 'audio/flac', source: 'audio/webm' } as const;

/** Announces and sends one file, as a device does. */
export async function upload(
  as: Person,
  takeId: string,
  kind: FileKind,
  bytes: Uint8Array,
  contentType: string = TYPES[kind],
): Promise<StoredFile> {
  const facts = fileFacts(bytes);
  const body = { files: [{ kind, contentType, ...facts }] };
  const answer = await callRoute(announce, 'POST', `/api/v1/takes/${takeId}/uploads`, { takeId }, { as, body });
  expect(answer.status).toBe(200);
  const { uploads }: { uploads: UploadTicket[] } = await answer.json();
  const [ticket] = uploads;
  if (!ticket) throw new Error('no ticket');
  expect((await putTicket(ticket, bytes)).status).toBe(200);
  return { key: ticket.key, ...facts };
}

export function putTicket(ticket: UploadTicket, bytes: Uint8Array): Promise<Response> {
  const request = new Request(new URL(ticket.url, ORIGIN), {
    method: 'PUT',
    headers: ticket.headers,
    body: new Uint8Array(bytes),
  });
  return putMedia(request, { params: Promise.resolve({ key: ticket.key.split('/') }) });
}

export type Draft = Awaited<ReturnType<typeof draft>>;

/** Uploads a take's files; the result publishes it as a seed. */
export async function draft(as: Person, rendered: Rendered) {
  const takeId = uuidv7();
  const stem = await upload(as, takeId, 'stem', rendered.stem);
  const mix = await upload(as, takeId, 'mix', rendered.mix);
  return seedOf(as, rendered, takeId, { stem, mix });
}

/** The same without its files, for what is refused before they are asked for. */
export const unsent = (as: Person, rendered: Rendered): Draft =>
  seedOf(as, rendered, uuidv7(), {
    stem: { key: 'audio/none', ...fileFacts(rendered.stem) },
    mix: { key: 'audio/none', ...fileFacts(rendered.mix) },
  });

function seedOf(as: Person, rendered: Rendered, takeId: string, files: { stem: StoredFile; mix: StoredFile }) {
  const body = {
    storyId: uuidv7(),
    parentId: null as string | null,
    startMs: 0,
    durationMs: rendered.durationMs,
    title: 'A walk in the rain',
    authorName: as.name,
    ...files,
    peaks: [...rendered.peaks],
    gainDb: rendered.gainDb,
    alignment: { method: 'none', errorMs: 0 },
  };
  return { takeId, body };
}

export const publishTake = (as: Person | null, takeId: string, body: unknown, ask: Ask = {}): Promise<Response> =>
  callRoute(publish, 'PUT', `/api/v1/takes/${takeId}`, { takeId }, { as, body, ...ask });
