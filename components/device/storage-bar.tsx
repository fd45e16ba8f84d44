import { byteText } from '@/components/ui/byte-text';
import { cn } from '@/components/ui/cn';
import type { StorageUse } from './storage-use';

const PARTS = [
  { part: 'takes', name: 'Takes', look: 'bg-ink' },
  { part: 'paths', name: 'Kept stories', look: 'bg-ink/50' },
  { part: 'app', name: 'App', look: 'bg-ink/20' },
] as const;

/** How what is used is made up; against a whole disk it would be a hair. */
export function StorageBar({ use }: { use: StorageUse }) {
  const total = use.takes + use.paths + (use.app ?? 0);
  return (
    <div className="flex flex-col gap-3">
      <p className="flex flex-wrap items-baseline justify-between gap-x-4 whitespace-nowrap">
        <span className="font-semibold text-xl tabular-nums tracking-tight">{byteText(total)}</span>
        <span className="text-muted text-sm tabular-nums">
          {use.freeBytes === null ? 'used' : `used · ${byteText(use.freeBytes)} free`}
        </span>
      </p>
      <div aria-hidden="true" className="flex h-2.5 gap-0.5 overflow-hidden rounded-full bg-raised">
        {PARTS.map(({ part, look }) => (
          <div key={part} className={cn('min-w-1', look)} style={{ flexGrow: use[part] ?? 0 }} hidden={!use[part]} />
        ))}
      </div>
      <ul aria-hidden="true" className="flex gap-4 text-muted text-xs">
        {PARTS.map(({ part, name, look }) => (
          <li key={part} className="flex items-center gap-1.5">
            <span className={cn('size-2 rounded-full', look)} />
            {name}
          </li>
        ))}
      </ul>
    </div>
  );
}
