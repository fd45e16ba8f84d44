import 'server-only';
import { createHash } from 'node:crypto';
import type { BigIntStats } from 'node:fs';
import type { FileHandle } from 'node:fs/promises';

const KEPT = 10_000;
const READ_BYTES = 256 * 1024;

/** Changes whenever a file's bytes do: another inode, size or time of writing. */
export const fingerprint = ({ ino, size, mtimeNs }: BigIntStats): string => `${ino}-${size}-${mtimeNs}`;

/** The SHA-256 of files, each computed from its bytes once and remembered for as long as its fingerprint holds. */
export function checksums() {
  const known = new Map<string, Promise<string>>();

  function remember(print: string, sum: Promise<string>): void {
    known.set(print, sum);
    const [oldest] = known.keys();
    if (known.size > KEPT && oldest !== undefined) known.delete(oldest);
  }

  return {
    know: (print: string, sha256: string): void => remember(print, Promise.resolve(sha256)),
    /** In lower-case hex. The handle's position is left alone. */
    async of(print: string, handle: FileHandle): Promise<string> {
      const remembered = known.get(print);
      if (remembered) return remembered;
      const sum = hashOf(handle);
      remember(print, sum);
      try {
        return await sum;
      } catch (cause) {
        known.delete(print);
        throw cause;
      }
    },
  };
}

async function hashOf(handle: FileHandle): Promise<string> {
  const hash = createHash('sha256');
  const buffer = Buffer.allocUnsafe(READ_BYTES);
  for (let at = 0; ; ) {
    const { bytesRead } = await handle.read(buffer, 0, READ_BYTES, at);
    if (bytesRead === 0) return hash.digest('hex');
    hash.update(buffer.subarray(0, bytesRead));
    at += bytesRead;
  }
}
