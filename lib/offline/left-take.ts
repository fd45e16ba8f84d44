import type { Form } from '@/lib/studio/ports';
import type { Draft } from '@/lib/studio/state';
import type { Drafts } from './drafts';
import type { RenderedFacts } from './stored-draft';

/**
 * A draft as the review takes it up again: with its mix when that was made, else to be cut and mixed anew. Null when there is
 * no such draft, when nothing was said yet, or when it is asked to be published already.
 */
export async function leftTake(drafts: Drafts, takeId: string): Promise<{ left: Draft; form: Form } | null> {
  const stored = await drafts.get(takeId);
  if (!stored || (stored.stage !== 'recording' && stored.stage !== 'review')) return null;
  const { storyId, aim, contentType, cut, alignment, gear = null, form, rendered } = stored;
  const [bytes, stem, mix, margins] = await Promise.all([
    drafts.source(takeId),
    drafts.file(takeId, 'stem'),
    drafts.file(takeId, 'mix'),
    drafts.file(takeId, 'margins'),
  ]);
  if (bytes.byteLength === 0) return null;
  const left: Draft = {
    ids: { takeId, storyId },
    aim,
    recorded: { source: { bytes, contentType }, cut, alignment, gear },
    rendering:
      rendered && stem && mix
        ? {
            at: 'ready',
            rendered: { ...factsOf(rendered), alignment: rendered.alignment ?? alignment, stem, mix, margins },
          }
        : { at: 'device' },
    stem: null,
  };
  return { left, form };
}

const factsOf = ({ durationMs, gainDb, peaks }: RenderedFacts) => ({ durationMs, gainDb, peaks });
