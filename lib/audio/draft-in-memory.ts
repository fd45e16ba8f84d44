import type { DraftSink } from '@/lib/studio/ports';

/** Keeps a draft's chunks in the page. */
export function createDraftInMemory(): DraftSink {
  const chunks: Blob[] = [];
  return {
    append(chunk) {
      chunks.push(chunk);
    },
    async bytes() {
      return new Uint8Array(await new Blob(chunks).arrayBuffer());
    },
  };
}
