import type { BranchView } from '@/lib/domain/tree-views';
import type { Lanes } from '@/lib/story/forks';
import { ForkPill } from './fork-pill';

type Props = {
  storyId: string;
  side: 'above' | 'below';
  /** Null: no fork is near, and the room for it stays, so that nothing jumps. */
  lanes: Lanes | null;
  insteadOf: string;
  recording: ReadonlyMap<string, readonly string[]>;
  onSwitch(takeId: string): void;
  onNear(takeId: string): void;
  onAll(): void;
};

/** The branches on one side of the one that is heard, and how many more there are. */
export function ForkLanes({ storyId, side, lanes, insteadOf, recording, onSwitch, onNear, onAll }: Props) {
  const branches: readonly BranchView[] = lanes?.[side] ?? [];
  const rest = side === 'below' ? (lanes?.rest ?? 0) : 0;
  return (
    <div className={`flex h-12 justify-center gap-2 ${side === 'above' ? 'short:order-1' : 'short:order-2'}`}>
      {branches.map((branch, slot) => (
        <ForkPill
          // biome-ignore lint/suspicious/noArrayIndexKey: the place keeps the focus when another branch comes into it.
          key={slot}
          storyId={storyId}
          branch={branch}
          insteadOf={insteadOf}
          side={side}
          isAlone={branches.length + Number(rest > 0) < 2}
          recording={recording.get(branch.id) ?? []}
          onSwitch={() => onSwitch(branch.id)}
          onNear={() => onNear(branch.id)}
        />
      ))}
      {rest > 0 && (
        <button
          type="button"
          aria-label={`${rest} more ${rest === 1 ? 'branch' : 'branches'}`}
          onClick={onAll}
          className="h-12 shrink-0 touch-manipulation rounded-full border border-line px-3.5 text-muted text-sm tabular-nums transition-colors hover:bg-raised hover:text-ink"
        >
          +{rest}
        </button>
      )}
    </div>
  );
}
