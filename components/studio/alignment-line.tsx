import { cn } from '@/components/ui/cn';
import { Spinner } from '@/components/ui/spinner';
import type { Alignment } from '@/lib/domain/schemas';
import type { Rendering } from '@/lib/studio/state';

const METHODS = { measured: 'Aligned', calibrated: 'Calibrated', estimated: 'Estimated' } as const;

/** How sure the take's place in time is, and who mixes it while that is not done. */
export function AlignmentLine({ alignment, rendering }: { alignment: Alignment; rendering: Rendering | null }) {
  return (
    <div className="-mt-2 flex min-h-5 flex-wrap items-center justify-between gap-x-4 gap-y-1 text-muted text-xs">
      {alignment.method === 'none' ? <span /> : <Sureness alignment={alignment} method={METHODS[alignment.method]} />}
      <span role="status" className="flex items-center gap-2">
        {rendering?.at === 'device' && (
          <>
            <Spinner className="size-3.5" /> Mixing
          </>
        )}
        {rendering?.at === 'server' && 'The server mixes this take when you publish'}
      </span>
    </div>
  );
}

function Sureness({ alignment, method }: { alignment: Alignment; method: string }) {
  const look = alignment.errorMs <= 5 ? 'bg-ok' : alignment.method === 'estimated' ? 'bg-line-strong' : 'bg-warn';
  return (
    <span className="flex items-center gap-2">
      <span aria-hidden="true" className={cn('size-2 rounded-full', look)} />
      {method} ±{alignment.errorMs} ms
    </span>
  );
}
