import type { ReactNode } from 'react';

/** A list with nothing in it: that it is so, and what that means. */
export function NothingHere({ title, children }: { title: string; children?: ReactNode }) {
  return (
    <div className="dot-grid flex flex-col gap-2 rounded-3xl border border-line border-dashed px-5 py-12">
      <p className="font-semibold text-lg tracking-tight">{title}</p>
      {children && <p className="max-w-96 text-muted">{children}</p>}
    </div>
  );
}
