/** Where the files of takes are kept. Two adapters, `disk` and `s3`, pass one contract test. */
export type Storage = {
  /** A URL that accepts exactly this file by PUT with these headers until it expires, and nothing else. */
  uploadUrl(file: UploadFile, expiresInSeconds: number): Promise<SignedUpload>;
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

export type UploadFile = { key: string; contentType: string; bytes: number; sha256: string };
export type SignedUpload = { url: string; headers: Record<string, string>; expiresAt: Date };
/** `sha256` in lower-case hex. */
export type StoredObject = { bytes: number; sha256: string };
