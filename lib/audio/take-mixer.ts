import { AppError } from '@/lib/domain/errors';
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
      const { source, cut } = recorded;
      const start = performance.now();
      const rendered = await mixOnDevice(
        { source, cut, parent: await tailUnder(aim, parent) },
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

async function tailUnder(aim: Aim, parent: ParentTailFile | null): Promise<ParentTail | null> {
  const overlapMs = overlapOfMs(aim);
  if (!parent || overlapMs === 0) return null;
  return { mix: await parent.bytes(), fromMs: punchInParentMs(aim), overlapMs };
}
