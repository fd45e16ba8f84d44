import type { Metadata } from 'next';
import type { ReactNode } from 'react';
import { PageFrame } from '@/components/shell/page-frame';

export const metadata: Metadata = { title: 'Admin', robots: { index: false } };

export default function AdminLayout({ children }: { children: ReactNode }) {
  return <PageFrame className="pb-16">{children}</PageFrame>;
}
