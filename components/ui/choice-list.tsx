import { cn } from './cn';

type Props<T> = {
  legend: string;
  name: string;
  options: readonly { value: T; label: string; hint?: string }[];
  value: T | null;
  onChange(value: NoInfer<T>): void;
  className?: string;
};

/** One of several, below each other. */
export function ChoiceList<T extends string>({ legend, name, options, value, onChange, className }: Props<T>) {
  return (
    <fieldset className={className}>
      <legend className="mb-2 font-medium text-muted text-sm">{legend}</legend>
      <div className="overflow-hidden rounded-2xl border border-line">
        {options.map((option) => (
          <label
            key={option.value}
            className={cn(
              'flex min-h-12 cursor-pointer items-center gap-3 border-line border-t px-4 py-2.5 transition-colors first:border-t-0 hover:bg-raised has-checked:bg-raised',
              'has-focus-visible:outline-3 has-focus-visible:outline-ink has-focus-visible:-outline-offset-3',
            )}
          >
            <input
              type="radio"
              name={name}
              required
              checked={option.value === value}
              onChange={() => onChange(option.value)}
              className="size-5 shrink-0 appearance-none rounded-full border-2 border-line-strong outline-none transition-[border-width,border-color] checked:border-6 checked:border-ink"
            />
            <span className="flex flex-col">
              <span className="text-sm">{option.label}</span>
              {option.hint && <span className="text-muted text-xs">{option.hint}</span>}
            </span>
          </label>
        ))}
      </div>
    </fieldset>
  );
}
