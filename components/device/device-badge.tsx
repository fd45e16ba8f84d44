'use client';

import dynamic from 'next/dynamic';

/**
 * How many takes are on this device and not published; nothing when there is none. `isSmall`: in a square of 48 px. It comes after
 * the page: nobody waits for what reads the device.
 */
export const DeviceBadge = dynamic(() => import('./device-count').then((loaded) => loaded.DeviceCount), { ssr: false });
