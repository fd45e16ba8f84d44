import { useId } from 'react';
import { cn } from './cn';

type Props<T> = {
  label: string;
  options: readonly { value: T; label: string; hint?: string }[];
  value: T;
  onChange(value: T): void;
};

/** One of two or three, side by side; below it what the chosen one means. */
export function Segments<T extends string | number>({ label, options, value, onChange }: Props<T>) {
  const id = useId();
  const hint = options.find((option) => option.value === value)?.hint;
  return (
    <fieldset className="flex flex-col gap-1" aria-describedby={hint && `${id}-hint`}>
      <legend className="mb-1 font-medium text-muted text-sm">{label}</legend>
      <div className="grid auto-cols-fr grid-flow-col gap-1 rounded-full border border-line p-1">
        {options.map((option) => (
          <label
            key={option.value}
            className={cn(
              'flex min-h-12 cursor-pointer select-none items-center justify-center rounded-full px-2 text-center font-medium text-sm leading-tight',
              'transition-colors hover:bg-raised has-checked:bg-ink has-checked:text-bg has-disabled:cursor-default has-disabled:opacity-45',
              'has-focus-visible:outline-3 has-focus-visible:outline-ink has-focus-visible:outline-offset-2',
            )}
          >
            <input
              type="radio"
              name={id}
              checked={option.value === value}
              onChange={() => onChange(option.value)}
              className="sr-only"
            />
            {option.label}
          </label>
        ))}
      </div>
      {hint && (
        <p id={`${id}-hint`} aria-live="polite" className="min-h-5 text-muted text-sm">
          {hint}
        </p>
      )}
    </fieldset>
  );
}
