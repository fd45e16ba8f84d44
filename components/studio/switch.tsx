import { useId } from 'react';

type Props = { label: string; hint: string; isOn: boolean; isDisabled?: boolean; onChange(isOn: boolean): void };

/** A setting that is on or off. */
export function Switch({ label, hint, isOn, isDisabled = false, onChange }: Props) {
  const id = useId();
  return (
    <label htmlFor={id} className="flex min-h-12 cursor-pointer items-center justify-between gap-4">
      <span className="flex flex-col">
        <span className="font-medium text-sm">{label}</span>
        <span id={`${id}-hint`} className="text-muted text-xs">
          {hint}
        </span>
      </span>
      <input
        id={id}
        type="checkbox"
        role="switch"
        aria-label={label}
        aria-describedby={`${id}-hint`}
        aria-checked={isOn}
        checked={isOn}
        disabled={isDisabled}
        onChange={(event) => onChange(event.target.checked)}
        className="relative h-8 w-13 shrink-0 cursor-pointer appearance-none rounded-full border border-line-strong bg-surface transition-colors before:absolute before:top-1 before:left-1 before:size-5.5 before:rounded-full before:bg-line-strong before:transition-[translate,background-color] checked:border-ink checked:bg-ink checked:before:translate-x-5 checked:before:bg-bg disabled:cursor-default disabled:opacity-45"
      />
    </label>
  );
}
