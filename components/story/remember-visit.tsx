'use client';

import { use, useEffect } from 'react';
import { WithoutServer } from '@/components/ui/link';
import { AppError } from '@/lib/domain/errors';
import { device } from '@/lib/offline/device';
import type { VisitedStory } from '@/lib/offline/visited';

type Visit = Omit<VisitedStory, 'visitedAt'>;

/** Remembers on this device alone that the story was opened, and what it was like. */
export function RememberVisit({ visit }: { visit: Visit }) {
  const isWithoutServer = use(WithoutServer);
  const key = JSON.stringify(visit);
  useEffect(() => {
    const told: Visit = JSON.parse(key);
    // What the device keeps is not what the story has become.
    if (isWithoutServer) return;
    device()
      .visited.rememberVisit(told)
      .catch((cause: unknown) => {
        // A device that is full or keeps nothing forgets where one has been: nobody needs to be told that.
        if (!(cause instanceof AppError)) reportError(cause);
      });
  }, [key, isWithoutServer]);
  return null;
}
