import { type ReactNode, Suspense } from 'react';

/** What is there by then comes whole: with its own status, and to browsers without scripts, too (ms). */
const PATIENCE_MS = 150;

/** A part of a page that is usually there at once; when it is not, its shape stands in for it until it comes. */
export async function Soon({ part, shape }: { part: Promise<ReactNode>; shape: ReactNode }) {
  const late = new Promise<null>((resolve) => setTimeout(() => resolve(null), PATIENCE_MS));
  const there = await Promise.race([part, late]);
  // The same tree either way: a page that is read again keeps what it is showing, and whoever plays it goes on.
  return <Suspense fallback={shape}>{there ?? <Late part={part} />}</Suspense>;
}

async function Late({ part }: { part: Promise<ReactNode> }) {
  return await part;
}
