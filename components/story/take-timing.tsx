import dynamic from 'next/dynamic';
import { cn } from '@/components/ui/cn';
import type { PageTake } from '@/lib/domain/schemas';
import type { Timing } from '@/lib/domain/timing';
import { alignmentText, movedText, surenessOf } from '@/lib/studio/alignment-words';

/** Its author's alone: whoever only listens does not load it. The page stays as it is while it is on its way. */
const MoveInTime = dynamic(() => import('./move-in-time').then((loaded) => loaded.MoveInTime), { loading: () => null });

const DOTS = { good: 'bg-ok', fair: 'bg-warn', guess: 'bg-line-strong' } as const;

type Props = { storyId: string; take: PageTake; parent: PageTake; timing: Timing };

/** How sure the place of an answer is, in small type; and for its author a way to move it. */
export function TakeTiming({ storyId, take, parent, timing: { alignment, move } }: Props) {
  const words = alignmentText(alignment);
  if (!words && !move) return null;
  const moved = movedText(alignment.nudgeMs);
  return (
    <section aria-label="Timing" className="mb-4 flex flex-wrap items-center gap-x-4 gap-y-2">
      {words && (
        <p className="flex min-w-44 flex-1 items-start gap-2 text-muted text-xs tabular-nums">
          <span aria-hidden="true" className={cn('mt-1 size-2 shrink-0 rounded-full', DOTS[surenessOf(alignment)])} />
          <span>
            {words}
            {moved && <span className="block">{moved}</span>}
          </span>
        </p>
      )}
      {move && <MoveInTime storyId={storyId} take={take} parent={parent} move={move} />}
    </section>
  );
}
