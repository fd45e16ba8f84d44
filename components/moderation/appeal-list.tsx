import { Ago } from '@/components/ui/ago';
import { Link } from '@/components/ui/link';
import { NextPage } from '@/components/ui/next-page';
import { NothingHere } from '@/components/ui/nothing-here';
import type { OpenAppeal } from '@/lib/domain/moderation';
import { DECIDED_WORDS } from './words';

type Props = { appeals: readonly OpenAppeal[]; nextCursor: string | null; now: number };

/** What waits for a second look, the oldest first. */
export function AppealList({ appeals, nextCursor, now }: Props) {
  if (appeals.length === 0) {
    return <NothingHere title="No appeal waits">Whoever is told of a decision may appeal it once.</NothingHere>;
  }
  return (
    <>
      <ul className="flex flex-col gap-3">
        {appeals.map((appeal) => (
          <li key={appeal.decisionId}>
            <Link
              href={`/moderate/appeals/${appeal.decisionId}`}
              prefetch={false}
              className="flex flex-col gap-1.5 rounded-3xl border border-line bg-surface p-5 shadow-(--card-shadow) transition-[background-color,scale] hover:bg-raised/60 active:scale-[0.99]"
            >
              <span className="flex items-baseline justify-between gap-3">
                <bdi className="min-w-0 truncate font-semibold text-lg tracking-tight">{appeal.personName}</bdi>
                <span className="shrink-0 text-muted text-sm">
                  <Ago at={appeal.at} now={now} />
                </span>
              </span>
              <span className="text-muted text-sm">{DECIDED_WORDS[appeal.kind]}</span>
              <span dir="auto" className="line-clamp-2 text-start text-sm">
                {appeal.words}
              </span>
            </Link>
          </li>
        ))}
      </ul>
      <NextPage href={nextCursor && `/moderate?${new URLSearchParams({ list: 'appeals', cursor: nextCursor })}`} />
    </>
  );
}
