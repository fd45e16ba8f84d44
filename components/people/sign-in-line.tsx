'use client';

import dynamic from 'next/dynamic';
import { useState } from 'react';
import { useMe } from './use-me';

const SignInSheet = dynamic(() => import('./sign-in-sheet').then((loaded) => loaded.SignInSheet), { ssr: false });

/** As whom one publishes, and how to do that as oneself. */
export function SignInLine() {
  const me = useMe();
  const [isOpen, setOpen] = useState(false);
  if (!me) return null;
  const { person } = me;
  if (person && person.role !== 'guest') {
    return (
      <p className="text-muted text-sm">
        Signed in as <bdi>{person.name}</bdi>.
      </p>
    );
  }
  return (
    <div className="flex flex-wrap items-center gap-x-2 text-muted text-sm">
      You publish as a guest of this device.
      <button
        type="button"
        className="min-h-12 font-semibold text-ink underline underline-offset-4"
        onClick={() => setOpen(true)}
      >
        Sign in
      </button>
      {isOpen && <SignInSheet onClose={() => setOpen(false)} onSignedIn={() => setOpen(false)} />}
    </div>
  );
}
