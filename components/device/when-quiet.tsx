'use client';

import { type ReactNode, useEffect, useState } from 'react';
import { whenQuiet } from '@/lib/offline/quiet-line';
import { createScope } from '@/lib/scope';

/** What nobody waits for: it comes once the page has its line to itself. */
export function WhenQuiet({ children }: { children: ReactNode }) {
  const [isQuiet, setQuiet] = useState(false);
  useEffect(() => {
    const scope = createScope();
    whenQuiet(scope, () => setQuiet(true));
    return scope.close;
  }, []);
  return isQuiet ? children : null;
}
