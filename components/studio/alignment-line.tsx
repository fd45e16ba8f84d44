import { ChevronDown } from 'lucide-react';
import { cn } from '@/components/ui/cn';
import { Spinner } from '@/components/ui/spinner';
import type { Alignment } from '@/lib/domain/schemas';
import { alignmentText, movedText, nudgeText, surenessOf } from '@/lib/studio/alignment-words';
import { doubtSentence } from '@/lib/studio/doubt-sentence';
import type { Rendering } from '@/lib/studio/state';

const DOTS = { good: 'bg-ok', fair: 'bg-warn', guess: 'bg-line-strong' } as const;

type Props = {
  /** How the take lies in time, or who is still to find that out. */
  place: Alignment | 'device' | 'server';
  rendering: Rendering | null;
  /** The panel that moves the take in time, where it can be moved. */
  panel: { id: string; isOpen: boolean; onToggle(): void } | null;
};

/** How sure an answer's place in time is, who mixes it while that is not done, and the way to move it. */
export function AlignmentLine({ place, rendering, panel }: Props) {
  const alignment = typeof place === 'object' ? place : null;
  return (
    <div className="-my-2 flex flex-col gap-1 text-xs">
      <div className="flex min-h-12 items-center justify-between gap-3">
        <div className="flex min-w-0 flex-wrap items-center gap-x-3">
          {alignment && <Sureness alignment={alignment} />}
          {place === 'device' && <Looking />}
          {place === 'server' ? <ByServer /> : <MixingLine rendering={rendering} />}
        </div>
        {panel && (
          <button
            type="button"
            aria-expanded={panel.isOpen}
            aria-controls={panel.isOpen ? panel.id : undefined}
            onClick={panel.onToggle}
            className="-mr-3 inline-flex min-h-12 shrink-0 touch-manipulation select-none items-center gap-1 rounded-full px-3 font-medium text-muted text-sm transition-colors hover:text-ink"
          >
            Fine timing
            <ChevronDown aria-hidden size={16} className={cn('transition-[rotate]', panel.isOpen && 'rotate-180')} />
          </button>
        )}
      </div>
      {place === 'server' && (
        <p className="pb-2 pl-4 text-muted">
          Until then you hear it about where it will lie. You can move it in time afterwards, on its page.
        </p>
      )}
      {alignment?.doubt && <p className="pb-2 pl-4 text-warn">{doubtSentence(alignment.doubt)}</p>}
    </div>
  );
}

/** Who makes the mix, while that is not done. */
export function MixingLine({ rendering }: { rendering: Rendering | null }) {
  return (
    <p role="status" className="flex items-center gap-2 text-muted text-xs">
      {rendering?.at === 'device' && (
        <>
          <Spinner className="size-3.5" /> Mixing
        </>
      )}
      {rendering?.at === 'server' && 'The server mixes this take when you publish'}
    </p>
  );
}

function Sureness({ alignment }: { alignment: Alignment }) {
  const { nudgeMs } = alignment;
  return (
    <div className="flex min-w-0 items-baseline gap-2">
      <span aria-hidden="true" className={cn('size-2 shrink-0 rounded-full', DOTS[surenessOf(alignment)])} />
      <div className="flex min-w-0 flex-wrap gap-x-2 tabular-nums">
        <span className="text-ink">{alignmentText(alignment)}</span>
        {nudgeMs !== 0 && (
          <span className="text-muted">
            <span aria-hidden="true">{nudgeText(nudgeMs)} by ear</span>
            <span className="sr-only">{movedText(nudgeMs)}</span>
          </span>
        )}
      </div>
    </div>
  );
}

function ByServer() {
  return (
    <p role="status" className="flex items-baseline gap-2 text-ink">
      <span aria-hidden="true" className={cn('size-2 shrink-0 rounded-full', DOTS.guess)} />
      The server mixes this take and puts it in time when you publish
    </p>
  );
}

function Looking() {
  return (
    <p className="flex items-baseline gap-2 text-muted">
      <span aria-hidden="true" className="size-2 animate-pulse rounded-full bg-line-strong" />
      Finding its place in time
    </p>
  );
}
