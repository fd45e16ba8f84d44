import type { LucideIcon } from 'lucide-react';
import type { ComponentProps } from 'react';
import { cn } from './cn';

export const iconButtonClass = (className?: string): string =>
  cn(
    'inline-flex size-12 shrink-0 select-none items-center justify-center rounded-full text-ink',
    'touch-manipulation transition-[background-color,scale] hover:bg-raised active:scale-[0.94]',
    'disabled:pointer-events-none disabled:opacity-45',
    className,
  );

type Props = Omit<ComponentProps<'button'>, 'children' | 'aria-label'> & { icon: LucideIcon; label: string };

/** A button of one icon; `label` is its accessible name. */
export function IconButton({ icon: Icon, label, className, ...rest }: Props) {
  return (
    <button type="button" {...rest} aria-label={label} title={label} className={iconButtonClass(className)}>
      <Icon aria-hidden size={22} strokeWidth={2} />
    </button>
  );
}
