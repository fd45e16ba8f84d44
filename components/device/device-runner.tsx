'use client';

import { useEffect } from 'react';
import { device } from '@/lib/offline/device';
import { createScope } from '@/lib/scope';

/** Wakes up what every page does for the device: what waits in the outbox goes out, what nobody needs is swept away. */
export function DeviceRunner() {
  useEffect(() => {
    const scope = createScope();
    device().sweep().catch(reportError);
    // Wherever in the app one is by then: what the device has refused goes with the page.
    scope.listen(window, 'beforeunload', (event) => {
      if (device().drafts.holdsVolatile()) event.preventDefault();
    });
    return scope.close;
  }, []);
  return null;
}
