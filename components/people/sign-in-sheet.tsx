import { useEffect, useState } from 'react';
import { createPortal } from 'react-dom';
import { Notice } from '@/components/ui/notice';
import { Sheet } from '@/components/ui/sheet';
import { Spinner } from '@/components/ui/spinner';
import { SignInForm } from './sign-in-form';
import { refreshMe, useMe } from './use-me';

type Props = { onClose(): void; onSignedIn(): void };

/** Signs in over the page, which keeps all that is on it. Outside of it in the document: it may stand within another form. */
export function SignInSheet({ onClose, onSignedIn }: Props) {
  const me = useMe();
  const [isWithout, setWithout] = useState(false);
  useEffect(() => {
    if (!me) void refreshMe().finally(() => setWithout(true));
  }, [me]);
  return createPortal(
    <Sheet title="Sign in" onClose={onClose}>
      <p className="mt-1 mb-4 text-muted text-sm">
        What you recorded on this device becomes yours, and what is open here stays open.
      </p>
      {me ? (
        <SignInForm waysIn={me.waysIn} onSignedIn={onSignedIn} />
      ) : isWithout ? (
        <Notice kind="error">You are offline. Try again when you are back.</Notice>
      ) : (
        <p role="status" className="flex items-center gap-3 text-muted text-sm">
          <Spinner /> One moment
        </p>
      )}
    </Sheet>,
    document.body,
  );
}
