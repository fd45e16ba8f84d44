'use client';

import { type ReactNode, Suspense, useState } from 'react';

type Props = { isLate: boolean; shape: ReactNode; children: ReactNode };

/**
 * A boundary only where something is waited for: React sends what a large one holds after the page, even when it is there, and puts
 * it into its place by a script. What is first shown decides, so that a page that is read again keeps its tree, and whoever plays it
 * goes on.
 */
export function InPlace({ isLate, shape, children }: Props) {
  const [wasLate] = useState(isLate);
  return wasLate ? <Suspense fallback={shape}>{children}</Suspense> : children;
}
