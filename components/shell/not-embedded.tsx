'use client';

import { usePathname } from 'next/navigation';
import type { ReactNode } from 'react';

/** What belongs to the app as a whole, and to no player that stands in another site's page. */
export function NotEmbedded({ children }: { children: ReactNode }) {
  return usePathname().startsWith('/embed/') ? null : children;
}
