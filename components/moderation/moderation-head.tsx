import type { ReactNode } from 'react';
import { TabLinks } from '@/components/ui/tab-links';

export function ModerationHead({ list, children }: { list: 'reports' | 'appeals'; children: ReactNode }) {
  return (
    <div className="mx-auto flex w-full max-w-3xl flex-col gap-6 pt-4 lg:pt-12">
      <h1 className="font-semibold text-xl tracking-tight lg:text-2xl lg:tracking-[-0.03em]">Moderation</h1>
      <TabLinks
        label="Moderation"
        tabs={[
          { href: '/moderate', label: 'Reports', isHere: list === 'reports' },
          { href: '/moderate?list=appeals', label: 'Appeals', isHere: list === 'appeals' },
        ]}
      />
      {children}
    </div>
  );
}
