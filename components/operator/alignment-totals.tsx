import type { AlignmentTotals } from '@/lib/domain/alignment-totals';
import { ResidualHistogram } from './residual-histogram';

const METHODS = {
  none: { name: 'brought', dot: 'bg-line-strong' },
  measured: { name: 'measured', dot: 'bg-ok' },
  calibrated: { name: 'calibrated', dot: 'bg-warn' },
  estimated: { name: 'estimated', dot: 'bg-line-strong' },
} as const;

/** How far published takes lie from their parents, by browser and by how they were put in time. */
export function AlignmentTotalsView({ totals }: { totals: readonly AlignmentTotals[] }) {
  const takes = sum(totals, (row) => row.takes);
  const heard = sum(totals, (row) => row.heard);
  const outside = sum(totals, (row) => row.outside);
  return (
    <div className="flex flex-col gap-8 pt-4 pb-16 lg:pt-12">
      <header className="flex flex-col gap-3">
        <h1 className="font-semibold text-xl tracking-tight lg:text-2xl lg:tracking-[-0.03em]">In time</h1>
        <p className="max-w-[60ch] text-muted">
          The server listens to every published answer for the take it answers, and measures how far the two lie apart.
          It knows nothing of what the device has measured.
        </p>
        {takes > 0 && (
          <p className="text-sm tabular-nums">
            {takes} {takes === 1 ? 'answer' : 'answers'}, in {heard} of them the other voice can be heard,{' '}
            <span className={outside > 0 ? 'font-semibold' : ''}>{outside} outside the stated error</span>.
          </p>
        )}
      </header>
      {totals.length === 0 ? (
        <p className="text-muted">No answer has been measured yet.</p>
      ) : (
        <ul className="grid grid-cols-[minmax(0,1fr)] gap-4 md:grid-cols-2 xl:grid-cols-3">
          {totals.map((row) => (
            <Card key={`${row.browser ?? ''} ${row.method}`} row={row} />
          ))}
        </ul>
      )}
    </div>
  );
}

function Card({ row }: { row: AlignmentTotals }) {
  const { name, dot } = METHODS[row.method];
  return (
    <li className="flex min-w-0 flex-col gap-5 rounded-3xl border border-line bg-surface p-5 shadow-(--card-shadow)">
      <div className="flex items-baseline justify-between gap-3">
        <h2 className="min-w-0 truncate font-semibold text-lg tracking-tight">{row.browser ?? 'Other browsers'}</h2>
        <p className="flex shrink-0 items-center gap-2 text-muted text-sm">
          <span aria-hidden="true" className={`size-2 rounded-full ${dot}`} />
          {name}
        </p>
      </div>
      <ResidualHistogram counts={row.histogram} />
      <dl className="grid grid-cols-[minmax(0,1fr)_auto_auto] gap-x-5 gap-y-1.5 text-sm tabular-nums">
        <div className="contents text-muted text-xs">
          <dt className="sr-only">Columns</dt>
          <dd className="col-start-2 text-end">median</dd>
          <dd className="text-end">95 %</dd>
        </div>
        <Figures name="Apart" values={[row.residualMedian, row.residualP95]} isMain />
        <Figures name="By the browser’s figure" values={[row.naiveMedian, row.naiveP95]} />
      </dl>
      <p className="border-line border-t pt-3 text-muted text-xs tabular-nums">
        {row.takes} {row.takes === 1 ? 'take' : 'takes'} · {share(row.verified - row.heard, row.verified)} unmeasured ·{' '}
        <span className={row.outside > 0 ? 'font-semibold text-ink' : ''}>{row.outside} outside the stated error</span>{' '}
        · {row.doubted} in doubt · {row.nudged} moved by ear
      </p>
    </li>
  );
}

type FiguresProps = { name: string; values: readonly (number | null)[]; isMain?: boolean };

function Figures({ name, values, isMain = false }: FiguresProps) {
  return (
    <>
      <dt className={isMain ? '' : 'text-muted'}>{name}</dt>
      {values.map((ms, i) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: median and 95 %, always in this order
        <dd key={i} className={isMain ? 'text-end font-semibold' : 'text-end text-muted'}>
          {ms === null ? '–' : `${ms.toFixed(ms < 10 ? 2 : 0)} ms`}
        </dd>
      ))}
    </>
  );
}

const sum = <T,>(rows: readonly T[], of: (row: T) => number): number => rows.reduce((total, row) => total + of(row), 0);

const share = (part: number, whole: number): string => (whole === 0 ? '–' : `${Math.round((part / whole) * 100)} %`);
