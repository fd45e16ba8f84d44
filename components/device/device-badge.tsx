'use client';

import dynamic from 'next/dynamic';
import { WhenQuiet } from './when-quiet';

const DeviceCount = dynamic(() => import('./device-count').then((loaded) => loaded.DeviceCount), { ssr: false });

/** How many takes are on this device and not published; nothing when there is none. `isSmall`: in a square of 48 px. */
export function DeviceBadge({ isSmall = false }: { isSmall?: boolean }) {
  return (
    <WhenQuiet>
      <DeviceCount isSmall={isSmall} />
    </WhenQuiet>
  );
}
