import { type ReactNode, useId } from 'react';

type Props = { title: string; hint?: ReactNode; anchor?: string; children: ReactNode };

/** A part of the owner's page. */
export function Section({ title, hint, anchor, children }: Props) {
  const id = useId();
  return (
    <section id={anchor} aria-labelledby={id} className="flex scroll-mt-6 flex-col gap-4">
      <div className="flex flex-col gap-1">
        <h2 id={id} className="font-semibold text-lg tracking-tight">
          {title}
        </h2>
        {hint && <p className="text-muted text-sm">{hint}</p>}
      </div>
      {children}
    </section>
  );
}
