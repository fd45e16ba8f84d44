import { Info, OctagonAlert, TriangleAlert } from 'lucide-react';
import type { ReactNode } from 'react';
import { cn } from './cn';

const KINDS = {
  error: { icon: OctagonAlert, role: 'alert', look: 'bg-warn-bg text-warn' },
  warn: { icon: TriangleAlert, role: 'status', look: 'bg-warn-bg text-warn' },
  info: { icon: Info, role: 'status', look: 'bg-raised text-muted' },
} as const;

type Props = {
  kind?: keyof typeof KINDS;
  /** One sentence that says what to do. */
  children: ReactNode;
  /** A button or a link that does it. */
  action?: ReactNode;
  className?: string;
};

export function Notice({ kind = 'info', children, action, className }: Props) {
  const { icon: Icon, role, look } = KINDS[kind];
  return (
    <div
      role={role}
      className={cn('flex flex-wrap items-center gap-x-3 gap-y-2 rounded-2xl px-4 py-3', look, className)}
    >
      <Icon aria-hidden size={20} className="shrink-0" />
      <p className="min-w-0 flex-1 basis-40 text-ink text-sm">{children}</p>
      {action}
    </div>
  );
}
