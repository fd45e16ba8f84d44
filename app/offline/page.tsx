import type { Metadata } from 'next';
import { OfflineShell } from '@/components/device/offline-shell';

export const metadata: Metadata = { title: { absolute: 'Tap Story' }, robots: { index: false } };

/** What the service worker answers with in place of any page while there is no network. */
export default function OfflinePage() {
  return <OfflineShell />;
}
