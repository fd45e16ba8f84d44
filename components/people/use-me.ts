'use client';

import { useEffect, useSyncExternalStore } from 'react';
import type { Me } from '@/lib/domain/me';
import { whenQuiet } from '@/lib/offline/quiet-line';
import { onOtherSignIn, readMe } from '@/lib/offline/sign-in';
import { createScope } from '@/lib/scope';

let me: Me | null = null;
let isAsked = false;
const listeners = new Set<() => void>();

/** Asks the server again, as after signing in. */
export async function refreshMe(): Promise<void> {
  const fresh = await readMe().catch(() => null);
  // Without an answer the page shows what it knows; whoever does something meets the reason there.
  if (!fresh) return;
  me = fresh;
  for (const listener of [...listeners]) listener();
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  const stop = onOtherSignIn(() => void refreshMe());
  return () => {
    listeners.delete(listener);
    stop();
  };
}

/** Who is here; null until the line was quiet enough to ask. */
export function useMe(): Me | null {
  const known = useSyncExternalStore(
    subscribe,
    () => me,
    () => null,
  );
  useEffect(() => {
    if (isAsked || !navigator.onLine) return;
    const scope = createScope();
    whenQuiet(scope, () => {
      isAsked = true;
      void refreshMe();
    });
    return scope.close;
  }, []);
  return known;
}
