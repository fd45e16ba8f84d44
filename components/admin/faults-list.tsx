import { Ago } from '@/components/ui/ago';
import { NextPage } from '@/components/ui/next-page';
import { NothingHere } from '@/components/ui/nothing-here';
import type { Fault } from '@/lib/domain/admin';

type Props = { faults: readonly Fault[]; nextCursor: string | null; now: number };

/** What was our fault, the newest first; the log has the whole of it, under the same request. */
export function FaultsList({ faults, nextCursor, now }: Props) {
  return (
    <>
      <h1 className="font-semibold text-xl tracking-tight">Errors</h1>
      {faults.length === 0 ? (
        <NothingHere title="Nothing went wrong">The last thousand errors of thirty days come here.</NothingHere>
      ) : (
        <ul className="divide-y divide-line rounded-3xl border border-line bg-surface shadow-(--card-shadow)">
          {faults.map((fault) => (
            <li key={fault.id} className="flex flex-col gap-1 px-5 py-3">
              <p className="flex items-baseline justify-between gap-3">
                <span className="min-w-0 break-words font-medium text-sm">{fault.route}</span>
                <span className="shrink-0 text-muted text-xs">
                  <Ago at={fault.at} now={now} />
                </span>
              </p>
              <p className="break-words text-sm">{fault.message}</p>
              <p className="break-all text-muted text-xs">
                {fault.code} · request {fault.requestId}
              </p>
            </li>
          ))}
        </ul>
      )}
      <NextPage href={nextCursor && `/admin/faults?${new URLSearchParams({ cursor: nextCursor })}`} />
    </>
  );
}
