import type { Metadata, Viewport } from 'next';
import type { ReactNode } from 'react';
import { DeviceRunner } from '@/components/device/device-runner';
import { NotEmbedded } from '@/components/shell/not-embedded';
import { PwaStatus } from '@/components/shell/pwa-status';
import { SkipLink } from '@/components/shell/skip-link';
import '@fontsource-variable/inter/opsz.css';
import './globals.css';

/** Every page is made for whoever asks: its scripts carry a nonce of their own (proxy.ts). */
export const dynamic = 'force-dynamic';

export const metadata: Metadata = {
  title: { default: 'Tap Story', template: '%s · Tap Story' },
  description: 'Stories told aloud, one voice after another. Listen, then answer.',
  applicationName: 'Tap Story',
  appleWebApp: { title: 'Tap Story', capable: true, statusBarStyle: 'default' },
  formatDetection: { telephone: false },
};

/** The colours of --bg, for the browser's own bars. */
export const viewport: Viewport = {
  width: 'device-width',
  initialScale: 1,
  viewportFit: 'cover',
  colorScheme: 'dark light',
  themeColor: [
    { media: '(prefers-color-scheme: light)', color: '#f8f5ee' },
    { media: '(prefers-color-scheme: dark)', color: '#130f0b' },
  ],
};

export default function RootLayout({ children }: { children: ReactNode }) {
  return (
    <html lang="en">
      <body>
        <NotEmbedded>
          <SkipLink />
          <PwaStatus />
          <DeviceRunner />
        </NotEmbedded>
        {children}
      </body>
    </html>
  );
}
