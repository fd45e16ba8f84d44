import { TriangleAlert } from 'lucide-react';
import { type ComponentProps, useId } from 'react';
import { cn } from './cn';

type Props = Omit<ComponentProps<'textarea'>, 'id'> & {
  label: string;
  hint?: string;
  /** A sentence that says how to put it right; replaces the hint. */
  error?: string | null;
};

/** Several lines of text, labelled. The line below has its height even when empty, so an error moves nothing. */
export function TextArea({ label, hint, error, className, ...area }: Props) {
  const id = useId();
  return (
    <div className={cn('flex flex-col gap-1', className)}>
      <label htmlFor={id} className="font-medium text-muted text-sm">
        {label}
      </label>
      <textarea
        dir="auto"
        rows={3}
        {...area}
        id={id}
        aria-invalid={error ? true : undefined}
        aria-describedby={`${id}-below`}
        className={cn(
          'field-sizing-content max-h-64 min-h-24 w-full resize-none rounded-xl border border-line-strong bg-surface px-4 py-3 text-base text-ink',
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
