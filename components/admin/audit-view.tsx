import { Ago } from '@/components/ui/ago';
import { buttonClass } from '@/components/ui/button';
import { NextPage } from '@/components/ui/next-page';
import { NothingHere } from '@/components/ui/nothing-here';
import { TextField } from '@/components/ui/text-field';
import type { AuditEntry } from '@/lib/domain/admin';

type Field = 'actor' | 'action' | 'subject' | 'address' | 'from' | 'to';
type Asked = Record<Field, string | undefined>;
type Props = { entries: readonly AuditEntry[]; nextCursor: string | null; asked: Asked; now: number };

const FIELDS: readonly { name: Field; label: string; type?: string }[] = [
  { name: 'actor', label: 'Who' },
  { name: 'action', label: 'What, as decision.hide' },
  { name: 'subject', label: 'On what (id)' },
  { name: 'address', label: 'From where, as 203.0.113' },
  { name: 'from', label: 'From', type: 'date' },
  { name: 'to', label: 'To', type: 'date' },
];

/** Who has done what, the newest first. */
export function AuditView({ entries, nextCursor, asked, now }: Props) {
  const kept = Object.fromEntries(Object.entries(asked).filter((pair): pair is [string, string] => !!pair[1]));
  return (
    <>
      <h1 className="font-semibold text-xl tracking-tight">Audit log</h1>
      <search>
        <form action="/admin/audit" className="grid grid-cols-2 gap-x-3 lg:grid-cols-6">
          {FIELDS.map(({ name, label, type }) => (
            <TextField key={name} name={name} label={label} type={type ?? 'text'} defaultValue={asked[name]} />
          ))}
          <button type="submit" className={buttonClass('quiet', 'justify-self-start max-lg:self-center')}>
            Search
          </button>
        </form>
      </search>
      {entries.length === 0 ? (
        <NothingHere title="Nothing was done">Try fewer words, or other days.</NothingHere>
      ) : (
        <ol className="divide-y divide-line rounded-3xl border border-line bg-surface shadow-(--card-shadow)">
          {entries.map((entry) => (
            <li key={entry.id} className="flex flex-col gap-1 px-5 py-3">
              <p className="flex items-baseline justify-between gap-3 text-sm">
                <span className="min-w-0">
                  <bdi className="font-medium">{entry.actorName ?? 'Nobody'}</bdi>{' '}
                  <span className="text-muted">{entry.actorRole}</span> · {entry.action}
                </span>
                <span className="shrink-0 text-muted text-xs">
                  <Ago at={entry.at} now={now} />
                </span>
              </p>
              <p className="break-all text-muted text-xs">
                {entry.subjectKind} {entry.subjectId}
                {entry.address && ` · from ${entry.address}`}
                {entry.details && ` · ${entry.details}`}
              </p>
            </li>
          ))}
        </ol>
      )}
      <NextPage href={nextCursor && `/admin/audit?${new URLSearchParams({ ...kept, cursor: nextCursor })}`} />
    </>
  );
}
