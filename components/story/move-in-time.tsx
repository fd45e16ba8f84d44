'use client';

import { useRouter } from 'next/navigation';
import { useEffect, useState } from 'react';
import { useWork } from '@/components/device/use-work';
import { buttonClass } from '@/components/ui/button';
import { Notice } from '@/components/ui/notice';
import { Spinner } from '@/components/ui/spinner';
import { AppError } from '@/lib/domain/errors';
import type { PageTake } from '@/lib/domain/schemas';
import type { Move } from '@/lib/domain/timing';
import { createApi } from '@/lib/offline/api';
import { createScope } from '@/lib/scope';
import { MoveSheet } from './move-sheet';

/** How soon the page looks whether the new mix is there, and how much slower it gets (ms). */
const LOOK_AGAIN_MS = 2_000;
const SELDOM_MS = 10_000;
const SLOWER = 1.5;
const DEADLINE_MS = 20_000;

type Props = { storyId: string; take: PageTake; parent: PageTake; move: Move };

/** What the author of a published take can do about its place, and what becomes of it. */
export function MoveInTime({ storyId, take, parent, move }: Props) {
  const router = useRouter();
  const work = useWork();
  const [isOpen, setOpen] = useState(false);
  const isMaking = move.state === 'making';
  useEffect(() => {
    if (!isMaking) return;
    const scope = createScope();
    let waitMs = LOOK_AGAIN_MS;
    const look = () => {
      if (document.visibilityState === 'visible') router.refresh();
    };
    const lookLater = () => {
      look();
      waitMs = Math.min(SELDOM_MS, waitMs * SLOWER);
      scope.after(waitMs, lookLater);
    };
    scope.after(waitMs, lookLater);
    scope.listen(document, 'visibilitychange', look);
    return scope.close;
  }, [isMaking, router]);

  if (move.state === 'fixed') {
    return (
      <p className="text-muted text-xs">
        <bdi>{move.by}</bdi> has answered this take, so it stays where it is.
      </p>
    );
  }

  const save = (nudgeMs: number) =>
    work.run(async () => {
      try {
        await createApi()('PUT', `/api/v1/takes/${take.id}/nudge`, { storyId, nudgeMs }, DEADLINE_MS);
      } catch (cause) {
        // The page tells by whom, and takes the sheet away.
        if (cause instanceof AppError && cause.code === 'take_is_answered') router.refresh();
        throw cause;
      }
      setOpen(false);
      router.refresh();
    });

  return (
    <>
      {move.state === 'failed' && (
        <Notice kind="warn" className="w-full">
          The new mix could not be made, so everybody hears the old one. Move it again, or save it where it was.
        </Notice>
      )}
      {/* Never taken away under whoever has just pressed it. */}
      <button
        type="button"
        aria-disabled={isMaking || undefined}
        onClick={() => {
          if (!isMaking) setOpen(true);
        }}
        className={buttonClass('quiet', 'px-4 text-sm aria-disabled:cursor-progress aria-disabled:opacity-45')}
      >
        Move in time
      </button>
      {isMaking && (
        <p role="status" className="flex w-full items-center gap-2 text-muted text-sm">
          <Spinner />
          Your new mix is being made. Until then everybody hears the old one.
        </p>
      )}
      {isOpen && (
        <MoveSheet
          nudged={{ storyId, take, parent, nudgeMs: move.nudgeMs, gainDb: move.gainDb }}
          wishedMs={move.state === 'failed' ? move.wantedMs : null}
          parentName={parent.author.name}
          isSaving={work.isBusy}
          fault={work.fault}
          onSave={save}
          onClose={() => setOpen(false)}
        />
      )}
    </>
  );
}
