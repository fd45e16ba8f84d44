import { useEffect, useEffectEvent, useState } from 'react';
import { AppError } from '@/lib/domain/errors';
import type { ReviewPort, Sound } from '@/lib/studio/ports';

/** What the take lies over, as soon as it is decoded: null until then, and of a seed. */
export function useParentSound(player: ReviewPort): Sound | null | 'missing' {
  const [sound, setSound] = useState<Sound | null | 'missing'>(null);
  const onFailure = useEffectEvent((cause: unknown) => {
    if (!(cause instanceof AppError)) reportError(cause);
    setSound('missing');
  });
  useEffect(() => {
    let isGone = false;
    player.parentSound().then(
      (found) => {
        if (!isGone) setSound(found);
      },
      (cause) => {
        if (!isGone) onFailure(cause);
      },
    );
    return () => {
      isGone = true;
    };
  }, [player]);
  return sound;
}
