'use client';

import { WithoutServer } from '@/components/ui/link';
import { ConnectionLine } from './connection-line';
import { OfflineStudio } from './offline-studio';
import { useShellAddress } from './shell-address';

/** The studio out of what this device has, for whatever it was asked for. Whoever only listens does not have it. */
export function StudioShell() {
  const address = useShellAddress(titleOf);
  return (
    <WithoutServer value={true}>
      <ConnectionLine />
      {address ? <OfflineStudio asked={address.searchParams} /> : <main id="main" className="min-h-dvh" />}
    </WithoutServer>
  );
}

const titleOf = () => 'Record';
