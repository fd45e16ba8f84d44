import { buttonClass } from '@/components/ui/button';

type Props = { action: string; label: string; q: string };

/** Looks for something in a list; it works without a script, too. */
export function SearchForm({ action, label, q }: Props) {
  return (
    <search>
      <form action={action} className="flex gap-2">
        <input
          type="search"
          name="q"
          defaultValue={q}
          aria-label={label}
          placeholder={label}
          maxLength={100}
          autoComplete="off"
          className="h-12 min-w-0 flex-1 rounded-full border border-line-strong bg-surface px-5 text-base placeholder:text-muted lg:max-w-96"
        />
        <button type="submit" className={buttonClass('quiet')}>
          Search
        </button>
      </form>
    </search>
  );
}
