'use client';

import { Check, Download, type LucideIcon, Share, SquarePlus } from 'lucide-react';
import { useSyncExternalStore } from 'react';
import { Button } from '@/components/ui/button';
import { type Installing, installing } from '@/lib/offline/install-offer';

const STEPS: { icon: LucideIcon; words: string }[] = [
  { icon: Share, words: 'Tap Share in your browser’s bar.' },
  { icon: SquarePlus, words: 'Choose “Add to Home Screen”.' },
  { icon: Check, words: 'Tap Add.' },
];

/** The way onto the home screen that this browser has; nothing where there is none, or when it is taken already. */
export function InstallApp() {
  const how = useSyncExternalStore<Installing>(installing.subscribe, installing.now, () => 'impossible');
  if (how === 'installed' || how === 'impossible') return null;
  return (
    <section aria-labelledby="install" className="flex flex-col items-start gap-3">
      <h2 id="install" className="font-semibold text-lg tracking-tight">
        On your home screen
      </h2>
      <p className="text-muted">Tap Story opens like any other app, and what you keep here opens without a network.</p>
      {how === 'offered' ? (
        <Button variant="secondary" onClick={() => void installing.ask().catch(reportError)}>
          <Download aria-hidden size={20} />
          Install
        </Button>
      ) : (
        <Steps />
      )}
    </section>
  );
}

function Steps() {
  return (
    <ol className="flex flex-col gap-2">
      {STEPS.map(({ icon: Icon, words }) => (
        <li key={words} className="flex min-h-12 items-center gap-3">
          <span className="inline-flex size-10 shrink-0 items-center justify-center rounded-full bg-raised">
            <Icon aria-hidden size={20} />
          </span>
          {words}
        </li>
      ))}
    </ol>
  );
}
