import 'server-only';
import { createHash } from 'node:crypto';
import {
  DeleteObjectCommand,
  GetObjectCommand,
  HeadBucketCommand,
  HeadObjectCommand,
  ListObjectsV2Command,
  PutObjectCommand,
  S3Client,
} from '@aws-sdk/client-s3';
import { getSignedUrl } from '@aws-sdk/s3-request-presigner';
import { AppError } from '@/lib/domain/errors';
import { LISTEN_URL_SECONDS } from '@/lib/domain/limits';
import { assertKey, parseKey } from './keys';
import { LISTEN_WINDOW_SECONDS, windowStart } from './listen-window';
import type { Storage } from './port';
import { bodyOf, type Deadlines, unless, within } from './s3-calls';
import { s3Parts } from './s3-parts';

export type S3Options = {
  /** Without one: AWS, by region. */
  endpoint?: string | undefined;
  region: string;
  bucket: string;
  accessKeyId: string;
  secretAccessKey: string;
  /** `{endpoint}/{bucket}/{key}` in place of `{bucket}.{endpoint}/{key}`; most stores but AWS want it. */
  forcePathStyle: boolean;
  now: () => Date;
  deadlines?: Deadlines;
};

const DEADLINES: Deadlines = { askMs: 10_000, transferMs: 120_000 };
/** Signing takes 0.4 ms, and a page of takes has hundreds of URLs that are the same for half an hour. */
const KEPT_URLS = 20_000;
const SIGNED_HEADERS = new Set(['host', 'content-type', 'content-length', 'x-amz-checksum-sha256']);

/** Keeps files in a private bucket of S3, R2 or any store that speaks S3; devices reach it through presigned URLs. */
export function s3Storage(options: S3Options): Storage {
  const { bucket, now, deadlines = DEADLINES } = options;
  const client = clientOf(options);
  const listenUrls = { from: 0, byKey: new Map<string, Promise<string>>() };

  /** Null when there is none, and for whatever is not a key. */
  async function get(key: string, abortSignal: AbortSignal, Range?: string) {
    if (!parseKey(key)) return null;
    const command = new GetObjectCommand({ Bucket: bucket, Key: key, ...(Range && { Range }) });
    return unless(404, client.send(command, { abortSignal }), null);
  }

  const storage: Storage = {
    parts: s3Parts({
      client,
      bucket,
      now,
      deadlines,
      stat: (key) => storage.stat(key),
      remove: (key) => storage.remove(key),
    }),

    async uploadUrl({ key, contentType, bytes, sha256 }, expiresInSeconds) {
      assertKey(key, contentType);
      const signingDate = now();
      const ChecksumSHA256 = Buffer.from(sha256, 'hex').toString('base64');
      const url = await getSignedUrl(
        client,
        new PutObjectCommand({
          Bucket: bucket,
          Key: key,
          ContentType: contentType,
          ContentLength: bytes,
          ChecksumSHA256,
        }),
        {
          expiresIn: expiresInSeconds,
          signingDate,
          // Otherwise the presigner leaves the type out, and moves the checksum into the query, where no store reads it.
          signableHeaders: SIGNED_HEADERS,
          unhoistableHeaders: new Set(['x-amz-checksum-sha256']),
        },
      );
      const headers = { 'Content-Type': contentType, 'x-amz-checksum-sha256': ChecksumSHA256 };
      return { url, headers, expiresAt: new Date(signingDate.getTime() + expiresInSeconds * 1000) };
    },

    async listenUrl(key) {
      const signingDate = windowStart(now());
      if (listenUrls.from !== signingDate.getTime() || listenUrls.byKey.size >= KEPT_URLS) {
        listenUrls.from = signingDate.getTime();
        listenUrls.byKey.clear();
      }
      const url = listenUrls.byKey.get(key) ?? signListen(client, bucket, key, signingDate);
      listenUrls.byKey.set(key, url);
      return url;
    },

    async stat(key) {
      if (!parseKey(key)) return null;
      const command = new HeadObjectCommand({ Bucket: bucket, Key: key, ChecksumMode: 'ENABLED' });
      const head = await within(deadlines.askMs, (abortSignal) =>
        unless(404, client.send(command, { abortSignal }), null),
      );
      if (!head) return null;
      const { ChecksumSHA256, ChecksumType, ContentLength, LastModified: modifiedAt = new Date(0) } = head;
      // S3 computes this checksum from the bytes that arrive and refuses others. Stores that keep none are read.
      if (ChecksumSHA256 && ChecksumType !== 'COMPOSITE' && ContentLength !== undefined) {
        return { bytes: ContentLength, sha256: Buffer.from(ChecksumSHA256, 'base64').toString('hex'), modifiedAt };
      }
      return within(deadlines.transferMs, async (abortSignal) => {
        const output = await get(key, abortSignal);
        if (!output) return null;
        const hash = createHash('sha256');
        let bytes = 0;
        for await (const chunk of bodyOf(output)) {
          hash.update(chunk);
          bytes += chunk.byteLength;
        }
        return { bytes, sha256: hash.digest('hex'), modifiedAt };
      });
    },

    async read(key, range) {
      const Range = range && `bytes=${range.from}-${range.to}`;
      return within(deadlines.transferMs, async (abortSignal) => {
        const output = await unless(416, get(key, abortSignal, Range), 'past the end' as const);
        if (output === 'past the end') return new Uint8Array();
        if (!output) throw new AppError('upload_missing', { details: { key } });
        const chunks: Uint8Array[] = [];
        for await (const chunk of bodyOf(output)) chunks.push(chunk);
        return new Uint8Array(Buffer.concat(chunks));
      });
    },

    async write(key, bytes, contentType) {
      assertKey(key, contentType);
      const command = new PutObjectCommand({
        Bucket: bucket,
        Key: key,
        Body: bytes,
        ContentType: contentType,
        ContentLength: bytes.byteLength,
        ChecksumSHA256: createHash('sha256').update(bytes).digest('base64'),
      });
      await within(deadlines.transferMs, (abortSignal) => client.send(command, { abortSignal }));
    },

    async remove(key) {
      if (!parseKey(key)) return;
      const command = new DeleteObjectCommand({ Bucket: bucket, Key: key });
      await within(deadlines.askMs, (abortSignal) => client.send(command, { abortSignal }));
    },

    async *list(prefix) {
      let after: string | undefined;
      do {
        const command = new ListObjectsV2Command({
          Bucket: bucket,
          Prefix: prefix,
          ...(after && { ContinuationToken: after }),
        });
        const page = await within(deadlines.askMs, (abortSignal) => client.send(command, { abortSignal }));
        for (const { Key, LastModified } of page.Contents ?? []) {
          if (Key && LastModified && parseKey(Key)) yield { key: Key, modifiedAt: LastModified };
        }
        after = page.IsTruncated ? page.NextContinuationToken : undefined;
      } while (after);
    },

    async ready(abortSignal) {
      await client.send(new HeadBucketCommand({ Bucket: bucket }), { abortSignal });
    },
  };
  return storage;
}

const clientOf = ({ endpoint, region, accessKeyId, secretAccessKey, forcePathStyle }: S3Options): S3Client =>
  new S3Client({
    region,
    forcePathStyle,
    ...(endpoint && { endpoint }),
    credentials: { accessKeyId, secretAccessKey },
    // By default a presigned URL would carry the checksum of an empty body.
    requestChecksumCalculation: 'WHEN_REQUIRED',
    responseChecksumValidation: 'WHEN_REQUIRED',
  });

/** `signingDate` is the start of the window, so the URL is the same all through it. */
function signListen(client: S3Client, bucket: string, key: string, signingDate: Date): Promise<string> {
  const known = parseKey(key);
  const command = new GetObjectCommand({
    Bucket: bucket,
    Key: key,
    ResponseCacheControl: `public, max-age=${LISTEN_WINDOW_SECONDS}, immutable`,
    ...(known && { ResponseContentType: known.contentType, ResponseContentDisposition: known.disposition }),
  });
  return getSignedUrl(client, command, { expiresIn: LISTEN_URL_SECONDS, signingDate });
}
