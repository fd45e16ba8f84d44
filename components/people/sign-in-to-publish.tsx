import dynamic from 'next/dynamic';
import { useRef, useState } from 'react';
import { Button } from '@/components/ui/button';

const SignInSheet = dynamic(() => import('./sign-in-sheet').then((loaded) => loaded.SignInSheet), { ssr: false });

/** Stands in a form that only somebody with an account may send: signs in over it, and sends it. */
export function SignInToPublish() {
  const [isOpen, setOpen] = useState(false);
  const button = useRef<HTMLButtonElement>(null);
  return (
    <>
      <Button ref={button} variant="quiet" onClick={() => setOpen(true)}>
        Sign in
      </Button>
      {isOpen && (
        <SignInSheet
          onClose={() => setOpen(false)}
          onSignedIn={() => {
            setOpen(false);
            button.current?.form?.requestSubmit();
          }}
        />
      )}
    </>
  );
}
