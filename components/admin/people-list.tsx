import { Ago } from '@/components/ui/ago';
import { Link } from '@/components/ui/link';
import { NextPage } from '@/components/ui/next-page';
import { NothingHere } from '@/components/ui/nothing-here';
import { voiceStyle } from '@/components/ui/voice';
import type { AdminPerson } from '@/lib/domain/admin';
import { SearchForm } from './search-form';

type Props = { people: readonly AdminPerson[]; nextCursor: string | null; q: string; now: number };

/** Everybody, the newest first. */
export function PeopleList({ people, nextCursor, q, now }: Props) {
  return (
    <>
      <h1 className="font-semibold text-xl tracking-tight">People</h1>
      <SearchForm action="/admin/people" label="Name, address or id" q={q} />
      {people.length === 0 ? (
        <NothingHere title="Nobody is called that" />
      ) : (
        <ul className="divide-y divide-line rounded-3xl border border-line bg-surface shadow-(--card-shadow)">
          {people.map((person) => (
            <li key={person.id}>
              <Link
                href={`/admin/people/${person.id}`}
                prefetch={false}
                className="voice flex min-h-16 items-center gap-4 px-5 py-2 transition-colors hover:bg-raised/60"
                style={voiceStyle(person.id)}
              >
                <span className="flex min-w-0 flex-1 flex-col">
                  <bdi className="truncate font-medium text-voice-ink">{person.name}</bdi>
                  <span className="truncate text-muted text-xs">{person.email ?? 'no address'}</span>
                </span>
                <span className="flex shrink-0 flex-col items-end text-muted text-xs">
                  <span className={person.isSuspended ? 'text-warn' : undefined}>
                    {person.isSuspended ? 'suspended' : person.role}
                  </span>
                  <Ago at={person.at} now={now} />
                </span>
              </Link>
            </li>
          ))}
        </ul>
      )}
      <NextPage href={nextCursor && `/admin/people?${new URLSearchParams({ q, cursor: nextCursor })}`} />
    </>
  );
}
