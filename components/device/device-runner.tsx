'use client';

import { useEffect } from 'react';
import { whenQuiet } from '@/lib/offline/quiet-line';
import { createScope } from '@/lib/scope';

/** Wakes up what every page does for the device: what waits in the outbox goes out, what nobody needs is swept away. */
export function DeviceRunner() {
  useEffect(() => {
    const scope = createScope();
    const wake = async () => {
      const { device } = await import('@/lib/offline/device');
      if (scope.closed) return;
      // Wherever in the app one is by then: what the device has refused goes with the page.
      scope.listen(window, 'beforeunload', (event) => {
        if (device().drafts.holdsVolatile()) event.preventDefault();
      });
      await device().sweep();
    };
    // Nobody waits for it: whoever records or looks at their takes has opened the device by then.
    whenQuiet(scope, () => void wake().catch(reportError));
    return scope.close;
  }, []);
  return null;
}
