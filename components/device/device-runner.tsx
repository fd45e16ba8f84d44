'use client';

import { useEffect } from 'react';
import { createScope } from '@/lib/scope';

/** Wakes up what every page does for the device: what waits in the outbox goes out, what nobody needs is swept away. */
export function DeviceRunner() {
  useEffect(() => {
    const scope = createScope();
    const wake = async () => {
      // After the page itself: nobody waits for it.
      const { device } = await import('@/lib/offline/device');
      if (scope.closed) return;
      // Wherever in the app one is by then: what the device has refused goes with the page.
      scope.listen(window, 'beforeunload', (event) => {
        if (device().drafts.holdsVolatile()) event.preventDefault();
      });
      await device().sweep();
    };
    wake().catch(reportError);
    return scope.close;
  }, []);
  return null;
}
