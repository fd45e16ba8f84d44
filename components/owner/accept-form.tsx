'use client';

import dynamic from 'next/dynamic';
import { useState } from 'react';
import { useWork } from '@/components/device/use-work';
import { Button } from '@/components/ui/button';
import { Notice } from '@/components/ui/notice';
import { TextField } from '@/components/ui/text-field';
import { acceptInvitation } from '@/lib/actions/invitation';
import { errorSentence } from '@/lib/domain/error-sentences';
import { AppError } from '@/lib/domain/errors';
import { NAME_MAX_CHARS } from '@/lib/domain/limits';
import { signInAsGuest } from '@/lib/offline/sign-in';

const SignInSheet = dynamic(() => import('@/components/people/sign-in-sheet').then((loaded) => loaded.SignInSheet), {
  ssr: false,
});

/** Comes in; somebody without a name here gives one, and is a guest from then on. */
export function AcceptForm({ token, actorName }: { token: string; actorName: string | null }) {
  const [name, setName] = useState('');
  const work = useWork();
  const [isSigningIn, setSigningIn] = useState(false);
  const accept = async () => {
    if (actorName === null) await signInAsGuest(name);
    await comeIn();
  };
  const comeIn = async () => {
    const outcome = await acceptInvitation({ token }).catch((cause: unknown) => {
      throw new AppError('network_unreachable', { cause });
    });
    if (!outcome.ok) throw new AppError(outcome.code);
    // What this browser knows of the story is from before.
    location.assign(outcome.done.url);
  };
  return (
    <form
      className="flex w-full flex-col items-start gap-3"
      onSubmit={(event) => {
        event.preventDefault();
        work.run(accept);
      }}
    >
      {actorName === null && (
        <TextField
          label="Your name"
          hint="Others see it with what you record."
          required
          maxLength={NAME_MAX_CHARS}
          autoComplete="nickname"
          value={name}
          onChange={(event) => setName(event.target.value)}
          className="w-full"
        />
      )}
      {work.fault && (
        <Notice kind="error">
          {work.fault === 'network_unreachable'
            ? 'You are offline. Try again when you are back.'
            : errorSentence(work.fault)}
        </Notice>
      )}
      <div className="flex flex-wrap gap-3">
        <Button type="submit" busy={work.isBusy}>
          {actorName === null ? 'Come in' : `Come in as ${actorName}`}
        </Button>
        {actorName === null && (
          <Button variant="quiet" disabled={work.isBusy} onClick={() => setSigningIn(true)}>
            I have an account
          </Button>
        )}
      </div>
      {isSigningIn && (
        <SignInSheet
          onClose={() => setSigningIn(false)}
          onSignedIn={() => {
            setSigningIn(false);
            work.run(comeIn);
          }}
        />
      )}
    </form>
  );
}
