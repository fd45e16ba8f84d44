import { AppError } from '@/lib/domain/errors';
import type { SourceCut } from '@/lib/domain/schemas';
import type { ParentTail } from '@/lib/mixing/job';
import type { Scope } from '@/lib/scope';
import { type Aim, overlapOfMs, punchInParentMs } from '@/lib/studio/aim';
import type { MixerPort } from '@/lib/studio/ports';
import { canMixHere, mixOnDevice, warmMixer } from './mixer';
import type { ParentTailFile } from './parent-tail';
import { previewStem } from './preview-stem';

/** User timings: what a person waits for after Stop. */
const TAKE_CUT = 'take cut';
const TAKE_MIXED = 'take mixed';

/** Mixes a take on this device, with as much of its parent as sounds under it. */
export function createTakeMixer(scope: Scope, parent: ParentTailFile | null): MixerPort {
  return {
    warm() {
      if (canMixHere()) warmMixer(scope);
    },
    async render(recorded, aim, signal, onCut) {
      if (!canMixHere()) throw new AppError('mixing_failed', { cause: 'this device cannot mix' });
      const { source, cut, alignment } = recorded;
      const start = performance.now();
      const rendered = await mixOnDevice(
        { source, cut, alignment, parent: await parentUnder(aim, cut, parent) },
        {
          signal,
          onCut(stem) {
            performance.measure(TAKE_CUT, { start });
            onCut(stem);
          },
        },
      );
      performance.measure(TAKE_MIXED, { start });
      return rendered;
    },
    preview: previewStem,
  };
}

/** What the take is mixed over and measured against; null for a file that continues, which needs neither. */
async function parentUnder(aim: Aim, cut: SourceCut, parent: ParentTailFile | null): Promise<ParentTail | null> {
  const overlapMs = overlapOfMs(aim);
  if (!parent || (cut === 'whole' && overlapMs === 0)) return null;
  try {
    return { mix: await parent.bytes(), fromMs: punchInParentMs(aim), overlapMs };
  } catch (cause) {
    // A continue is whole without its parent: only where it lies goes unmeasured, and the take says so.
    if (overlapMs === 0) return null;
    throw cause;
  }
}
