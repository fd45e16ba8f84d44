import { X } from 'lucide-react';
import { IconButton } from '@/components/ui/icon-button';

type Props = { title: string; below: string | null; onClose(): void };

/** The way out, and what is being made. */
export function StudioHeader({ title, below, onClose }: Props) {
  return (
    <header className="mx-auto grid w-full max-w-3xl grid-cols-[3rem_1fr_3rem] items-center px-2 pt-[max(0.5rem,env(safe-area-inset-top))]">
      <IconButton icon={X} label="Close" onClick={onClose} />
      <div className="min-w-0 text-center">
        <h1 className="truncate font-semibold text-base">{title}</h1>
        {below && <p className="truncate text-muted text-xs">{below}</p>}
      </div>
    </header>
  );
}
