import type { Metadata } from 'next';
import { DraftsView } from '@/components/device/drafts-view';

export const metadata: Metadata = { title: 'On this device', robots: { index: false } };

export default function DraftsPage() {
  return <DraftsView />;
}
