'use client';

import { cn } from './cn';
import { Link } from './link';

type Props = { label: string; tabs: readonly { href: string; label: string; isHere: boolean }[] };

/** The parts of one place, side by side; on a phone the row scrolls. */
export function TabLinks({ label, tabs }: Props) {
  return (
    <nav aria-label={label} className="-mx-4 no-scrollbar overflow-x-auto px-4 lg:mx-0 lg:px-0">
      <ul className="flex gap-2 py-1">
        {tabs.map((tab) => (
          <li
            key={tab.href}
            ref={(item) => {
              if (tab.isHere) item?.scrollIntoView({ inline: 'center', block: 'nearest' });
            }}
          >
            <Link
              href={tab.href}
              prefetch={false}
              aria-current={tab.isHere ? 'page' : undefined}
              className={cn(
                'inline-flex h-12 items-center whitespace-nowrap rounded-full border px-4 text-sm transition-colors',
                tab.isHere ? 'border-ink bg-ink font-semibold text-bg' : 'border-line hover:bg-raised',
              )}
            >
              {tab.label}
            </Link>
          </li>
        ))}
      </ul>
    </nav>
  );
}
