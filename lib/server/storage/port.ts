/** Where the files of takes are kept. Two adapters, `disk` and `s3`, pass one contract test. */
export type Storage = {
  /** A URL that accepts exactly this file by PUT with these headers until it expires, and nothing else. */
  uploadUrl(file: UploadFile, expiresInSeconds: number): Promise<SignedUpload>;
  /** For a file that is sent a part at a time. */
  readonly parts: PartsUploads;
  /** A URL that serves the file with Range requests; stable for a while, so that caches can work. Good for an hour at most. */
  listenUrl(key: string): Promise<string>;
  /** What is stored under the key, or null. The checksum is that of the stored bytes, not of what was announced. */
  stat(key: string): Promise<StoredObject | null>;
  /** The bytes of a file, or of `range` of it (both ends inclusive). Throws AppError('upload_missing') when there is none. */
  read(key: string, range?: { from: number; to: number }): Promise<Uint8Array>;
  /** Stores the file whole or not at all. */
  write(key: string, bytes: Uint8Array, contentType: string): Promise<void>;
  remove(key: string): Promise<void>;
  /** Every stored file under the prefix, in pages, for the sweep. */
  list(prefix: string): AsyncIterable<{ key: string; modifiedAt: Date }>;
  /** Resolves when the store answers; rejects with the cause when it does not, or when the signal aborts. */
  ready(signal: AbortSignal): Promise<void>;
};

/** Uploads in parts: begun, filled by PUT to a URL for each part, joined. */
export type PartsUploads = {
  /** The id of a new one. */
  begin(file: UploadFile): Promise<string>;
  /**
   * A URL for each part that has not arrived, good as `uploadUrl`'s are; none when the file is joined already. Throws
   * upload_missing when there is no such upload (any more).
   */
  missing(upload: PartsUpload, expiresInSeconds: number): Promise<SignedParts>;
  /**
   * Stores the file under its key, whole and as it was announced; again changes nothing. Throws upload_missing, with the
   * parts' numbers in `details.missing` unless there is no such upload, and upload_mismatch when the whole is another
   * file; its parts are forgotten then.
   */
  join(upload: PartsUpload): Promise<void>;
  /** Forgets those that nothing has come to since then, of all takes or of one; how many they were. */
  sweep(before: Date, takeId?: string): Promise<number>;
};

export type UploadFile = { key: string; contentType: string; bytes: number; sha256: string };
export type SignedUpload = { url: string; headers: Record<string, string>; expiresAt: Date };
export type PartsUpload = UploadFile & { uploadId: string };
export type SignedParts = { missing: ({ number: number } & Omit<SignedUpload, 'expiresAt'>)[]; expiresAt: Date };
/** `sha256` in lower-case hex. `modifiedAt`: when it was stored, or began to be. */
export type StoredObject = { bytes: number; sha256: string; modifiedAt: Date };
