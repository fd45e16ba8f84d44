import { TriangleAlert } from 'lucide-react';
import { type ComponentProps, useId } from 'react';
import { cn } from './cn';

type Props = Omit<ComponentProps<'input'>, 'id'> & {
  label: string;
  hint?: string;
  /** A sentence that says how to put it right; replaces the hint. */
  error?: string | null;
};

/** A labelled line of text. The line below it has its height even when empty, so an error moves nothing. */
export function TextField({ label, hint, error, className, ...input }: Props) {
  const id = useId();
  return (
    <div className={cn('flex flex-col gap-1', className)}>
      <label htmlFor={id} className="font-medium text-muted text-sm">
        {label}
      </label>
      <input
        dir="auto"
        {...input}
        id={id}
        aria-invalid={error ? true : undefined}
        aria-describedby={`${id}-below`}
        className={cn(
          'min-h-12 w-full rounded-xl border border-line-strong bg-surface px-4 text-base text-ink',
          'transition-colors placeholder:text-muted aria-invalid:border-warn',
        )}
      />
      <p
        id={`${id}-below`}
        aria-live="polite"
        className={cn('flex min-h-5 items-center gap-1.5 text-sm', error ? 'text-warn' : 'text-muted')}
      >
        {error ? <TriangleAlert aria-hidden size={14} className="shrink-0" /> : null}
        {error || hint}
      </p>
    </div>
  );
}
