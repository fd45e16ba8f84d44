import { byteText } from '@/components/ui/byte-text';
import { Link } from '@/components/ui/link';
import type { StorageUse } from '@/lib/domain/admin';
import { counted } from '@/lib/timeline/clock-text';
import { StoreListing } from './store-listing';

/** How much room is used, and by whom. */
export function StorageView({ storage }: { storage: StorageUse }) {
  const bytes = storage.takes + storage.waiting + storage.withheld + storage.pathFiles + storage.pictures;
  const most = Math.max(1, ...storage.people.map((person) => person.bytes));
  return (
    <>
      <h1 className="font-semibold text-xl tracking-tight">Storage</h1>
      <section
        aria-label="In use"
        className="flex flex-col gap-4 rounded-3xl border border-line bg-surface p-5 shadow-(--card-shadow)"
      >
        <h2 className="font-semibold text-lg tracking-tight tabular-nums">{byteText(bytes)}</h2>
        <p className="text-muted text-sm">
          {byteText(storage.takes)} of takes, {byteText(storage.waiting)} of takes that wait,{' '}
          {byteText(storage.withheld)} of hidden takes, {byteText(storage.pathFiles)} of whole paths,{' '}
          {byteText(storage.pictures)} of pictures.
        </p>
        <StoreListing />
        <ol className="flex flex-col gap-3">
          {storage.people.map((person) => (
            <li key={person.id} className="flex flex-col gap-1.5">
              <div className="flex items-baseline justify-between gap-3 text-sm">
                <Link
                  href={`/admin/people/${person.id}`}
                  prefetch={false}
                  className="min-w-0 truncate font-medium hover:underline"
                >
                  <bdi>{person.name}</bdi>
                </Link>
                <span className="shrink-0 text-muted tabular-nums">
                  {counted(person.takes, 'take')} · {byteText(person.bytes)}
                </span>
              </div>
              <span aria-hidden="true" className="h-1.5 rounded-full bg-raised">
                <span
                  className="block h-full rounded-full bg-line-strong"
                  style={{ width: `${(person.bytes / most) * 100}%` }}
                />
              </span>
            </li>
          ))}
        </ol>
      </section>
    </>
  );
}
