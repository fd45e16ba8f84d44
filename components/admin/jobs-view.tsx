import { Ago } from '@/components/ui/ago';
import type { JobQueue } from '@/lib/domain/admin';
import { SendAgain } from './send-again';

type Props = { queues: readonly JobQueue[]; now: number };

/** What works in the background; what was given up can be sent again. */
export function JobsView({ queues, now }: Props) {
  return (
    <>
      <h1 className="font-semibold text-xl tracking-tight">Jobs</h1>
      <ul className="grid gap-4 md:grid-cols-2 md:items-start">
        {queues.map(({ kind, waiting, active, failed, dead }) => (
          <li
            key={kind}
            className="flex flex-col gap-4 rounded-3xl border border-line bg-surface p-5 shadow-(--card-shadow)"
          >
            <h2 className="font-semibold text-lg tracking-tight">{kind}</h2>
            <dl className="grid grid-cols-4 gap-2 text-sm tabular-nums">
              <Count name="waiting" value={waiting} />
              <Count name="active" value={active} />
              <Count name="failed" value={failed} />
              <Count name="given up" value={dead.length} isWarning={dead.length > 0} />
            </dl>
            {dead.length > 0 && (
              <ul className="flex flex-col divide-y divide-line border-line border-t">
                {dead.map((job) => (
                  <li key={job.id} className="flex items-center justify-between gap-3 py-2">
                    <span className="min-w-0 text-xs">
                      <span className="block truncate">{job.about || job.id}</span>
                      <span className="text-muted">
                        <Ago at={job.at} now={now} />
                      </span>
                    </span>
                    <SendAgain kind={kind} jobId={job.id} />
                  </li>
                ))}
              </ul>
            )}
          </li>
        ))}
      </ul>
    </>
  );
}

const Count = ({ name, value, isWarning = false }: { name: string; value: number; isWarning?: boolean }) => (
  <div className="flex flex-col-reverse">
    <dt className="text-muted text-xs">{name}</dt>
    <dd className={isWarning ? 'font-semibold text-warn' : 'font-semibold'}>{value}</dd>
  </div>
);
