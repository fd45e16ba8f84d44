import type { Metadata } from 'next';
import { SettingsView } from '@/components/device/settings-view';

export const metadata: Metadata = { title: 'Settings', robots: { index: false } };

export default function SettingsPage() {
  return <SettingsView />;
}
