/** Engines refuse single values of 100 MB and more, and a file that somebody brings comes as one (bytes). */
const LARGEST_CHUNK_BYTES = 8 * 1024 * 1024;

/** The chunks one behind the other, in a buffer of their own. */
export function joined(chunks: readonly ArrayBuffer[]): Uint8Array<ArrayBuffer> {
  const whole = new Uint8Array(chunks.reduce((total, chunk) => total + chunk.byteLength, 0));
  let at = 0;
  for (const chunk of chunks) {
    whole.set(new Uint8Array(chunk), at);
    at += chunk.byteLength;
  }
  return whole;
}

/** A chunk as chunks that every engine can store. */
export function sliced(chunk: ArrayBuffer): ArrayBuffer[] {
  if (chunk.byteLength <= LARGEST_CHUNK_BYTES) return [chunk];
  const count = Math.ceil(chunk.byteLength / LARGEST_CHUNK_BYTES);
  return Array.from({ length: count }, (_, n) => chunk.slice(n * LARGEST_CHUNK_BYTES, (n + 1) * LARGEST_CHUNK_BYTES));
}

/** A copy of exactly these bytes, which nobody else can change or hand over to a worker. */
export const wholeBuffer = (bytes: Uint8Array): ArrayBuffer => new Uint8Array(bytes).buffer;
