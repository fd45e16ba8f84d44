import type { ReactNode } from 'react';
import { Mark } from './mark';

type Props = { title: string; children: ReactNode; action: ReactNode };

/** A page that has only one thing to say, and one thing to do about it. */
export function PageMessage({ title, children, action }: Props) {
  return (
    <section className="flex max-w-[30rem] flex-col items-start gap-4 py-16 lg:py-28">
      <Mark className="h-12 w-16" />
      <h1 className="mt-4 font-semibold text-xl tracking-tight">{title}</h1>
      <div className="text-muted">{children}</div>
      <div className="mt-2 flex flex-wrap gap-3">{action}</div>
    </section>
  );
}
