import { Link } from '@/components/ui/link';
import type { Overview } from '@/lib/domain/admin';

/** How much there is of everything, and what somebody should look at. */
export function OverviewView({ overview }: { overview: Overview }) {
  return (
    <>
      <h1 className="font-semibold text-xl tracking-tight">Overview</h1>
      <dl className="grid grid-cols-2 gap-3 md:grid-cols-5">
        <Figure name="People" value={overview.people} href="/admin/people" />
        <Figure name="Stories" value={overview.stories} href="/admin/stories" />
        <Figure name="Takes" value={overview.takes} />
        <Figure
          name="Open reports"
          value={overview.openReports}
          href="/moderate"
          isWarning={overview.openReports > 0}
        />
        <Figure
          name="Errors today"
          value={overview.faultsOfADay}
          href="/admin/faults"
          isWarning={overview.faultsOfADay > 0}
        />
      </dl>
    </>
  );
}

type FigureProps = { name: string; value: number; href?: string; isWarning?: boolean };

function Figure({ name, value, href, isWarning = false }: FigureProps) {
  const figure = (
    <span className="font-semibold text-xl tabular-nums tracking-tight">{value.toLocaleString('en')}</span>
  );
  return (
    <div
      className={`relative flex flex-col-reverse gap-1 rounded-3xl border border-line p-5 ${isWarning ? 'bg-warn-bg' : 'bg-surface'} ${href ? 'transition-colors hover:bg-raised' : ''}`}
    >
      <dt className="text-muted text-sm">{name}</dt>
      <dd>
        {href ? (
          <Link href={href} prefetch={false} aria-label={`${name}: ${value}`} className="after:absolute after:inset-0">
            {figure}
          </Link>
        ) : (
          figure
        )}
      </dd>
    </div>
  );
}
