import { Ago } from '@/components/ui/ago';
import type { DecisionInCase } from '@/lib/domain/moderation';
import { DECIDED_WORDS } from './words';

type Props = { decisions: readonly DecisionInCase[]; now: number };

/** Everything that was ever decided about a person and their takes, the newest first. */
export function DecisionHistory({ decisions, now }: Props) {
  if (decisions.length === 0) return <p className="text-muted text-sm">Nothing yet.</p>;
  return (
    <ol className="flex flex-col gap-4">
      {decisions.map(({ id, kind, reason, at, moderatorName, isOfTake, appeal }) => (
        <li key={id} className="flex flex-col gap-1 border-line-strong border-l-2 pl-3">
          <p className="flex items-baseline justify-between gap-3">
            <span className="font-medium text-sm">
              {DECIDED_WORDS[kind]}
              {isOfTake && <span className="font-normal text-muted"> · this take</span>}
            </span>
            <span className="shrink-0 text-muted text-xs">
              <Ago at={at} now={now} />
            </span>
          </p>
          <p dir="auto" className="whitespace-pre-line text-start text-sm">
            {reason}
          </p>
          <p className="text-muted text-xs">
            by <bdi>{moderatorName}</bdi>
            {appeal && ` · appealed${appeal.verdict ? `, ${appeal.verdict}` : ''}`}
          </p>
        </li>
      ))}
    </ol>
  );
}
