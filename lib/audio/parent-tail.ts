import { AppError } from '@/lib/domain/errors';
import type { Answer } from '@/lib/studio/aim';

/** What a store answers for a link that has expired, and for a file that another has replaced. */
const RENEWABLE: ReadonlySet<number> = new Set([403, 404, 410]);

/** The parent's mix: fetched once, decoded once for each context. */
export type ParentTailFile = {
  bytes(): Promise<Uint8Array<ArrayBuffer>>;
  buffer(context: BaseAudioContext): Promise<AudioBuffer>;
  /** The decoded mix, or null before `buffer` has resolved. */
  decoded(): AudioBuffer | null;
};

/**
 * Loads the mix of the take that is answered: from the device when it has one, else from the store. Throws
 * AppError('parent_unreachable'); the next call tries again.
 */
export function createParentTailFile(
  { storyId, parent }: Answer,
  onDevice: () => Promise<Uint8Array<ArrayBuffer> | null>,
): ParentTailFile {
  let file: Promise<Uint8Array<ArrayBuffer>> | null = null;
  let decoded: AudioBuffer | null = null;

  async function load(): Promise<Uint8Array<ArrayBuffer>> {
    try {
      const kept = await onDevice();
      if (kept) return kept;
      const first = parent.mixUrl ? await fetch(parent.mixUrl) : null;
      // A studio may stay open for longer than a signed link is good for, or than a mix that was moved in time is kept.
      const isOld = first === null || RENEWABLE.has(first.status);
      const answer = isOld ? await fetch(await freshUrl(storyId, parent.id)) : first;
      if (!answer.ok) throw new Error(`HTTP ${answer.status}`);
      return new Uint8Array(await answer.arrayBuffer());
    } catch (cause) {
      throw new AppError('parent_unreachable', { cause });
    }
  }

  async function bytes(): Promise<Uint8Array<ArrayBuffer>> {
    file ??= load();
    try {
      return await file;
    } catch (cause) {
      file = null;
      throw cause;
    }
  }

  async function buffer(context: BaseAudioContext): Promise<AudioBuffer> {
    if (decoded) return decoded;
    const { buffer: encoded } = (await bytes()).slice();
    try {
      decoded = await context.decodeAudioData(encoded);
    } catch (cause) {
      file = null;
      throw new AppError('parent_unreachable', { cause });
    }
    return decoded;
  }

  return { bytes, buffer, decoded: () => decoded };
}

async function freshUrl(storyId: string, takeId: string): Promise<string> {
  const answer = await fetch(`/api/v1/takes/${takeId}/urls?story=${storyId}`);
  const body: unknown = await answer.json();
  if (typeof body === 'object' && body !== null && 'mixUrl' in body && typeof body.mixUrl === 'string') {
    return body.mixUrl;
  }
  throw new Error(`HTTP ${answer.status}`);
}
