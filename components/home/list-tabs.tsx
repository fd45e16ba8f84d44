import { cn } from '@/components/ui/cn';
import { Link } from '@/components/ui/link';
import { LISTS, listHref, type Shown } from './lists';

/** The lists, side by side; what is looked for is looked for in each. */
export function ListTabs({ shown }: { shown: Shown }) {
  return (
    <nav aria-label="Lists" className="no-scrollbar -mx-4 overflow-x-auto px-4 lg:mx-0 lg:px-0">
      <ul className="-mx-3 flex lg:-mx-4">
        {LISTS.map(({ list, tab }) => (
          <li key={list}>
            <Link
              href={listHref({ ...shown, list })}
              aria-current={list === shown.list ? 'page' : undefined}
              className={cn(
                'group inline-flex min-h-12 items-center whitespace-nowrap px-3 font-semibold text-sm lg:px-4 lg:text-base',
                'text-muted transition-colors -outline-offset-3 hover:text-ink aria-[current]:text-ink',
              )}
            >
              <span className="border-transparent border-b-2 py-1 group-aria-[current]:border-ink">{tab}</span>
            </Link>
          </li>
        ))}
      </ul>
    </nav>
  );
}
