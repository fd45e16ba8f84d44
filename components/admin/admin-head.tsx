import type { ReactNode } from 'react';
import { TabLinks } from '@/components/ui/tab-links';

const TABS = [
  { href: '/admin', label: 'Overview' },
  { href: '/admin/people', label: 'People' },
  { href: '/admin/stories', label: 'Stories' },
  { href: '/moderate', label: 'Reports' },
  { href: '/admin/storage', label: 'Storage' },
  { href: '/admin/jobs', label: 'Jobs' },
  { href: '/admin/faults', label: 'Errors' },
  { href: '/admin/audit', label: 'Audit log' },
  { href: '/admin/alignment', label: 'In time' },
];

/** What every page of whoever runs this place begins with. */
export function AdminHead({ here, children }: { here: string; children: ReactNode }) {
  return (
    <div className="flex flex-col gap-6 pt-4 lg:pt-8">
      <TabLinks label="Admin" tabs={TABS.map((tab) => ({ ...tab, isHere: tab.href === here }))} />
      {children}
    </div>
  );
}
