/** A server of the API's own semantics in a few lines, for tests: uploads whole and in parts, mixing, publishing, sweeping. */
import { createHash } from 'node:crypto';
import { AppError } from '@/lib/domain/errors';
import { NOT_ALIGNED } from '@/lib/domain/not-aligned';
import { announceUploads, finishUpload, mixTake, publishTake, type StoredFile } from '@/lib/domain/schemas';

/** Files above it go in parts of this size (bytes): so small that a test's files are large. */
export const PART_BYTES = 16;
const URL_MS = 15 * 60_000;

type Take = {
  storyId: string;
  parentId: string | null;
  stem: string;
  mix: string;
  margins: string | null;
  title: string | undefined;
};
type Bytes = Uint8Array;

export const hashOf = (bytes: Bytes): string => createHash('sha256').update(bytes).digest('hex');
/** What mixing makes of a source here. */
export const stemOf = (source: Bytes): Bytes => Buffer.concat([Buffer.from('stem of '), source]);

export function createTestServer(now: () => number) {
  const takes = new Map<string, Take>();
  const objects = new Map<string, Bytes>();
  const parts = new Map<string, Map<number, Bytes>>();
  const created: string[] = [];
  const served: string[] = [];
  let isSignedIn = false;
  let counter = 0;

  const url = (key: string, part = '') => `${key}?until=${now() + URL_MS}${part}`;

  function ticket(takeId: string, file: ReturnType<typeof announceUploads.parse>['files'][number]) {
    const expiresAt = new Date(now() + URL_MS).toISOString();
    const key = file.resume?.key ?? `audio/${takeId}/${++counter}-${file.kind}`;
    if (file.bytes <= PART_BYTES) return { kind: file.kind, key, url: url(key), headers: {}, expiresAt };
    const uploadId = file.resume?.uploadId ?? `upload-${++counter}`;
    if (!file.resume) parts.set(uploadId, new Map());
    const arrived = parts.get(uploadId);
    if (!arrived && !objects.has(key)) throw new AppError('upload_missing');
    const missing = arrived ? left(arrived, file.bytes) : [];
    const missingParts = missing.map((number) => ({
      number,
      url: url(key, `&upload=${uploadId}&part=${number}`),
      headers: {},
    }));
    return { kind: file.kind, key, expiresAt, parts: { uploadId, partBytes: PART_BYTES, missing: missingParts } };
  }

  const left = (arrived: ReadonlyMap<number, Bytes>, bytes: number): number[] =>
    Array.from({ length: Math.ceil(bytes / PART_BYTES) }, (_, i) => i + 1).filter((number) => !arrived.has(number));

  function finish({ key, uploadId, bytes, sha256 }: ReturnType<typeof finishUpload.parse>) {
    const stored = objects.get(key);
    if (stored && hashOf(stored) === sha256) return { key };
    const arrived = parts.get(uploadId);
    if (!arrived) throw new AppError('upload_missing');
    const missing = left(arrived, bytes);
    if (missing.length > 0) throw new AppError('upload_missing', { details: { missing } });
    const whole = Buffer.concat([...arrived].sort(([a], [b]) => a - b).map(([, part]) => part));
    parts.delete(uploadId);
    if (hashOf(whole) !== sha256) throw new AppError('upload_mismatch');
    objects.set(key, whole);
    return { key };
  }

  function assertThere({ key, sha256 }: StoredFile): Bytes {
    const object = objects.get(key);
    if (!object) throw new AppError('upload_missing');
    if (hashOf(object) !== sha256) throw new AppError('upload_mismatch');
    return object;
  }

  function keep(takeId: string, kind: string, bytes: Bytes): StoredFile {
    const key = `audio/${takeId}/${++counter}-${kind}`;
    objects.set(key, bytes);
    return { key, bytes: bytes.length, sha256: hashOf(bytes) };
  }

  function mix(takeId: string, { storyId, parentId, source }: ReturnType<typeof mixTake.parse>) {
    // Less kind than the real one, which says the same of the story as of the parent: a device takes either for the end.
    if (parentId && ![...takes.values()].some((take) => take.storyId === storyId))
      throw new AppError('story_not_found');
    assertParent(storyId, parentId);
    const stem = stemOf(assertThere(source));
    return {
      durationMs: 2_000,
      gainDb: 0,
      peaks: [1],
      alignment: NOT_ALIGNED,
      stem: keep(takeId, 'stem', stem),
      mix: keep(takeId, 'mix', stem),
      ...(parentId && { margins: keep(takeId, 'margins', stem) }),
    };
  }

  function assertParent(storyId: string, parentId: string | null): void {
    if (parentId && takes.get(parentId)?.storyId !== storyId) throw new AppError('parent_not_found');
  }

  function publish(takeId: string, take: ReturnType<typeof publishTake.parse>) {
    const { storyId, parentId, title } = take;
    const known = takes.get(takeId);
    const [stem, mix] = [take.stem.sha256, take.mix.sha256];
    if (known && (known.stem !== stem || known.mix !== mix)) throw new AppError('take_conflict');
    if (!known) {
      assertParent(storyId, parentId);
      if (title === 'bad') throw new AppError('title_invalid');
      assertThere(take.stem);
      assertThere(take.mix);
      if (take.margins && !parentId) throw new AppError('invalid_request');
      if (take.margins) assertThere(take.margins);
      takes.set(takeId, { storyId, parentId, stem, mix, margins: take.margins?.sha256 ?? null, title });
      created.push(takeId);
    }
    return { url: `/s/${storyId}/${takeId}` };
  }

  return {
    takes,
    /** Every take that was put into the tree, in order. */
    created,
    /** Every call that reached it. */
    served,
    api(method: string, path: string, body: object): object {
      served.push(`${method} ${path}`);
      if (!isSignedIn) throw new AppError('not_signed_in');
      const [takeId = '', ...rest] = path.replace('/api/v1/takes/', '').split('/');
      switch (`${method} ${rest.join('/')}`) {
        case 'POST uploads':
          return { uploads: announceUploads.parse(body).files.map((file) => ticket(takeId, file)) };
        case 'POST uploads/finish':
          return finish(finishUpload.parse(body));
        case 'POST mix':
          return mix(takeId, mixTake.parse(body));
        case 'PUT ':
          return publish(takeId, publishTake.parse(body));
        default:
          throw new AppError('not_found');
      }
    },
    put(url: string, bytes: Bytes): void {
      const [key = '', query] = url.split('?');
      served.push(`PUT ${url}`);
      const search = new URLSearchParams(query);
      if (Number(search.get('until')) < now()) throw new AppError('url_expired');
      const upload = search.get('upload');
      if (!upload) objects.set(key, new Uint8Array(bytes));
      else if (parts.has(upload)) parts.get(upload)?.set(Number(search.get('part')), new Uint8Array(bytes));
      else throw new AppError('upload_refused');
    },
    signIn() {
      isSignedIn = true;
    },
    /** As when a session has ended. */
    signOut() {
      isSignedIn = false;
    },
    /** Removes what no take names, as once a day. */
    sweep() {
      const named = new Set([...takes.values()].flatMap(({ stem, mix, margins }) => [stem, mix, margins]));
      for (const [key, bytes] of objects) if (!named.has(hashOf(bytes))) objects.delete(key);
      parts.clear();
    },
  };
}

export type TestServer = ReturnType<typeof createTestServer>;
