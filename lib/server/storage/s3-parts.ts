import 'server-only';
import {
  AbortMultipartUploadCommand,
  CompleteMultipartUploadCommand,
  CreateMultipartUploadCommand,
  ListMultipartUploadsCommand,
  ListPartsCommand,
  type S3Client,
  UploadPartCommand,
} from '@aws-sdk/client-s3';
import { getSignedUrl } from '@aws-sdk/s3-request-presigner';
import { mismatch } from './incoming';
import { assertKey, parseKey } from './keys';
import { partsLeft, partsMissing } from './parts';
import type { PartsUpload, PartsUploads, Storage } from './port';
import { type Deadlines, unless, within } from './s3-calls';
import { unavailable } from './unavailable';

type S3PartsOptions = { client: S3Client; bucket: string; now: () => Date; deadlines: Deadlines } & Pick<
  Storage,
  'stat' | 'remove'
>;
type ArrivedPart = { bytes: number; etag: string };

/** The store's own multipart uploads. It keeps no sum of the whole, so what was joined is read once. */
export function s3Parts({ client, bucket, now, deadlines, stat, remove }: S3PartsOptions): PartsUploads {
  /** By number, or null when there is no such upload. A file has far fewer parts than a page of this list. */
  async function arrivedOf({ key, uploadId }: PartsUpload): Promise<Map<number, ArrivedPart> | null> {
    if (!parseKey(key)) return null;
    const command = new ListPartsCommand({ Bucket: bucket, Key: key, UploadId: uploadId });
    const page = await within(deadlines.askMs, (abortSignal) =>
      unless(404, client.send(command, { abortSignal }), null),
    );
    if (!page) return null;
    return new Map(
      (page.Parts ?? []).map(({ PartNumber = 0, Size = 0, ETag = '' }) => [PartNumber, { bytes: Size, etag: ETag }]),
    );
  }

  /** Throws upload_mismatch when another file is stored under the key. */
  async function isStored({ key, bytes, sha256 }: PartsUpload): Promise<boolean> {
    const stored = await stat(key);
    if (!stored) return false;
    if (stored.bytes !== bytes || stored.sha256 !== sha256) throw mismatch('another file than is stored');
    return true;
  }

  const leftOf = (upload: PartsUpload, arrived: Map<number, ArrivedPart>) =>
    partsLeft(upload.bytes, new Map([...arrived].map(([number, { bytes }]) => [number, bytes])));

  const abort = (Key: string, UploadId: string) =>
    within(deadlines.askMs, (abortSignal) =>
      unless(
        404,
        client.send(new AbortMultipartUploadCommand({ Bucket: bucket, Key, UploadId }), { abortSignal }),
        null,
      ),
    );

  return {
    async begin({ key, contentType }) {
      assertKey(key, contentType);
      const command = new CreateMultipartUploadCommand({ Bucket: bucket, Key: key, ContentType: contentType });
      return within(deadlines.askMs, async (abortSignal) => {
        const { UploadId } = await client.send(command, { abortSignal });
        if (!UploadId) throw new Error('The store began an upload without an id');
        return UploadId;
      });
    },

    async missing(upload, expiresIn) {
      const arrived = await arrivedOf(upload);
      if (!arrived && !(await isStored(upload))) throw partsMissing();
      const signingDate = now();
      const missing = (arrived ? leftOf(upload, arrived) : []).map(async ({ number, bytes }) => {
        const command = new UploadPartCommand({
          Bucket: bucket,
          Key: upload.key,
          UploadId: upload.uploadId,
          PartNumber: number,
          ContentLength: bytes,
        });
        const url = await getSignedUrl(client, command, { expiresIn, signingDate, signableHeaders: SIGNED_HEADERS });
        return { number, url, headers: {} };
      });
      return {
        missing: await Promise.all(missing),
        expiresAt: new Date(signingDate.getTime() + expiresIn * 1000),
      };
    },

    async join(upload) {
      const { key, uploadId } = upload;
      const arrived = await arrivedOf(upload);
      let joined: object | null = null;
      if (arrived && !(await isStored(upload))) {
        const left = leftOf(upload, arrived);
        if (left.length > 0) throw partsMissing(left);
        const Parts = [...arrived]
          .sort(([a], [b]) => a - b)
          .map(([PartNumber, { etag }]) => ({ PartNumber, ETag: etag }));
        const command = new CompleteMultipartUploadCommand({
          Bucket: bucket,
          Key: key,
          UploadId: uploadId,
          MultipartUpload: { Parts },
        });
        // 404: joined in this moment by another asker.
        joined = await within(deadlines.transferMs, (abortSignal) =>
          unless(404, client.send(command, { abortSignal }), null),
        );
      }
      const isThere = await isStored(upload).catch(async (thrown) => {
        // Its own parts and nobody else's lie there now, and no take names them yet.
        if (joined && unavailable(thrown).code === 'upload_mismatch') await remove(key);
        throw thrown;
      });
      if (!isThere) throw partsMissing();
    },

    async sweep(before, takeId) {
      let swept = 0;
      let after: { KeyMarker?: string; UploadIdMarker?: string } | null = {};
      while (after) {
        const command: ListMultipartUploadsCommand = new ListMultipartUploadsCommand({
          Bucket: bucket,
          Prefix: takeId === undefined ? 'audio/' : `audio/${takeId}/`,
          ...after,
        });
        const page = await within(deadlines.askMs, (abortSignal) => client.send(command, { abortSignal }));
        for (const { Key = '', UploadId = '', Initiated } of page.Uploads ?? []) {
          if (!Initiated || Initiated >= before || !parseKey(Key)) continue;
          await abort(Key, UploadId);
          swept += 1;
        }
        const { IsTruncated, NextKeyMarker, NextUploadIdMarker } = page;
        after = IsTruncated && NextKeyMarker ? markers(NextKeyMarker, NextUploadIdMarker) : null;
      }
      return swept;
    },
  };
}

/** All that the store can hold a sender of a part to. */
const SIGNED_HEADERS = new Set(['host', 'content-length']);

const markers = (KeyMarker: string, UploadIdMarker: string | undefined) =>
  UploadIdMarker ? { KeyMarker, UploadIdMarker } : { KeyMarker };
