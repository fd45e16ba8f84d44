type Props = { words: string; on: { href: string; label: string } | null };

/** Why one answers nothing in a story, in place of the ways to answer, and what helps. Nothing of it needs a script. */
export function NotToAnswer({ words, on }: Props) {
  return (
    <p>
      {words}{' '}
      {on && (
        <a
          href={on.href}
          className="inline-flex min-h-12 items-center rounded-lg text-ink underline decoration-line-strong underline-offset-4"
        >
          {on.label}
        </a>
      )}
    </p>
  );
}
