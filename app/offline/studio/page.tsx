import type { Metadata } from 'next';
import { StudioShell } from '@/components/device/studio-shell';

export const metadata: Metadata = { title: { absolute: 'Tap Story' }, robots: { index: false } };

/** What the service worker answers with in place of the studio while there is no network. */
export default function OfflineStudioPage() {
  return <StudioShell />;
}
