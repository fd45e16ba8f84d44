import { createContextDoor } from '@/lib/audio/audio-context';
import { createParentTailFile } from '@/lib/audio/parent-tail';
import { previewStem } from '@/lib/audio/preview-stem';
import { createReviewPlayer } from '@/lib/audio/review-player';
import { AppError } from '@/lib/domain/errors';
import type { CutStem } from '@/lib/mixing/job';
import { device } from '@/lib/offline/device';
import type { StoredDraft } from '@/lib/offline/stored-draft';
import type { Scope } from '@/lib/scope';
import type { ReviewPort } from '@/lib/studio/ports';

export type DraftSound = Pick<ReviewPort, 'play' | 'pause' | 'positionMs'> & { stem: CutStem };

/**
 * Makes a draft heard as its review plays it: from its stem, else cut anew from its source, over the tail of the take that it
 * answers where that can be had. Call it from a tap. Throws AppError.
 */
export async function openDraftSound(scope: Scope, draft: StoredDraft): Promise<DraftSound> {
  const context = createContextDoor(scope);
  const opened = context.open();
  const { drafts } = device();
  const { takeId, aim } = draft;
  const parent = aim.answer && createParentTailFile(aim.answer, () => drafts.file(takeId, 'parent'));
  const [stem] = await Promise.all([
    stemOf(draft),
    parent?.buffer(opened).catch((cause: unknown) => {
      // Neither on the device nor within reach: the take is heard alone.
      if (!(cause instanceof AppError)) throw cause;
    }),
  ]);
  const player = createReviewPlayer(scope, { context, parent });
  player.load(stem, aim);
  return { ...player, stem };
}

async function stemOf({ takeId, contentType, cut, alignment, rendered }: StoredDraft): Promise<CutStem> {
  const { drafts } = device();
  const made = rendered && (await drafts.file(takeId, 'stem'));
  if (made) return previewStem({ source: { bytes: made, contentType: 'audio/flac' }, cut: 'whole', alignment });
  return previewStem({ source: { bytes: await drafts.source(takeId), contentType }, cut, alignment });
}
