/** Engines refuse single values of 100 MB and more, and a file that somebody brings comes as one (bytes). */
const LARGEST_CHUNK_BYTES = 8 * 1024 * 1024;

/** A chunk as chunks that every engine can store. */
export function sliced(chunk: ArrayBuffer): ArrayBuffer[] {
  if (chunk.byteLength <= LARGEST_CHUNK_BYTES) return [chunk];
  const count = Math.ceil(chunk.byteLength / LARGEST_CHUNK_BYTES);
  return Array.from({ length: count }, (_, n) => chunk.slice(n * LARGEST_CHUNK_BYTES, (n + 1) * LARGEST_CHUNK_BYTES));
}

/** A copy of exactly these bytes, which nobody else can change or hand over to a worker. */
export const wholeBuffer = (bytes: Uint8Array): ArrayBuffer => new Uint8Array(bytes).buffer;
