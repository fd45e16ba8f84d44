import type { ReactNode } from 'react';
import { InPlace } from './in-place';

/** What is there by then comes whole: with its own status, and to browsers without scripts, too (ms). */
const PATIENCE_MS = 150;

/** A part of a page that is usually there at once; when it is not, its shape stands in for it until it comes. */
export async function Soon({ part, shape }: { part: Promise<ReactNode>; shape: ReactNode }) {
  const late = new Promise<null>((resolve) => setTimeout(() => resolve(null), PATIENCE_MS));
  const there = await Promise.race([part, late]);
  return (
    <InPlace isLate={there === null} shape={shape}>
      {there ?? <Late part={part} />}
    </InPlace>
  );
}

async function Late({ part }: { part: Promise<ReactNode> }) {
  return await part;
}
