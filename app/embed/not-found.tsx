import type { Metadata } from 'next';

export const metadata: Metadata = { title: 'Nothing here', robots: { index: false } };

/** In another site's page, where there is room for a sentence. */
export default function NotFound() {
  return (
    <main id="main" className="flex flex-col items-start gap-2 p-4">
      <h1 className="font-semibold text-base tracking-tight">The line ends here.</h1>
      <p className="text-muted text-sm">There is no story at this address, or it is not shared with everybody.</p>
    </main>
  );
}
