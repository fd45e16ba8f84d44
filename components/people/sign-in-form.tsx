'use client';

import { type FormEvent, useEffect, useEffectEvent, useState } from 'react';
import { useWork } from '@/components/device/use-work';
import { recalledName, rememberName } from '@/components/studio/remembered-name';
import { Button } from '@/components/ui/button';
import { Notice } from '@/components/ui/notice';
import { TextField } from '@/components/ui/text-field';
import { askForLink, askForReset, signUp } from '@/lib/actions/account';
import { AppError } from '@/lib/domain/errors';
import { EMAIL_MAX_CHARS, NAME_MAX_CHARS, PASSWORD_MAX_CHARS } from '@/lib/domain/limits';
import type { WaysIn } from '@/lib/domain/me';
import { keepPush } from '@/lib/offline/push';
import { signIn, tellOtherPages } from '@/lib/offline/sign-in';
import { asked, faultSentence } from './asked';
import { MailSent } from './mail-sent';
import { OutsideButtons } from './outside-buttons';
import { refreshMe, useMe } from './use-me';

type Props = { waysIn: WaysIn; onSignedIn(): void };
type Mode = 'in' | 'up';

/** Signs in, or makes an account, on the page where it stands. */
export function SignInForm({ waysIn, onSignedIn }: Props) {
  const [mode, setMode] = useState<Mode>('in');
  const [sentTo, setSentTo] = useState<string | null>(null);
  const [email, setEmail] = useState('');
  const work = useWork();
  // Here, by the link of a mail in another tab, or in the window of somebody who vouches for people.
  const role = useMe()?.person?.role ?? 'guest';
  const signedIn = useEffectEvent(onSignedIn);
  useEffect(() => {
    if (role !== 'guest') signedIn();
  }, [role]);

  const isByLink = mode === 'up' && waysIn.byMail;
  const sendLink = (send: (input: { email: string }) => ReturnType<typeof askForLink>) =>
    work.run(async () => {
      await asked(send({ email }));
      setSentTo(email.trim());
    });

  function submit(event: FormEvent<HTMLFormElement>): void {
    event.preventDefault();
    // Where it stands over another form, that one is not sent with it.
    event.stopPropagation();
    const form = new FormData(event.currentTarget);
    const typed = (name: string) => String(form.get(name) ?? '');
    if (isByLink) {
      sendLink(askForLink);
      return;
    }
    work.run(async () => {
      if (mode === 'in') await signIn('password', { email, password: typed('password') });
      else {
        await asked(signUp({ email, password: typed('password'), name: typed('name') }));
        rememberName(typed('name'));
        tellOtherPages();
      }
      await refreshMe();
      // Whom this device rings for is somebody else now.
      await keepPush().catch((cause: unknown) => cause instanceof AppError || reportError(cause));
    });
  }

  if (sentTo !== null) return <MailSent to={sentTo} onBack={() => setSentTo(null)} />;
  return (
    <div className="flex flex-col gap-5">
      <OutsideButtons providers={waysIn.providers} />
      <form noValidate className="flex flex-col gap-2" onSubmit={submit}>
        {mode === 'up' && !isByLink && (
          <TextField
            name="name"
            label="Your name"
            autoComplete="nickname"
            maxLength={NAME_MAX_CHARS}
            defaultValue={recalledName(null)}
          />
        )}
        <TextField
          name="email"
          type="email"
          label="Email"
          data-first
          required
          autoComplete="username"
          inputMode="email"
          spellCheck={false}
          autoCapitalize="none"
          maxLength={EMAIL_MAX_CHARS}
          value={email}
          onChange={(event) => setEmail(event.target.value)}
        />
        {!isByLink && (
          <TextField
            key={mode}
            name="password"
            type="password"
            label="Password"
            required
            autoComplete={mode === 'in' ? 'current-password' : 'new-password'}
            maxLength={PASSWORD_MAX_CHARS}
            {...(mode === 'up' && { hint: 'Ten letters or more. A few words are best.' })}
          />
        )}
        {work.fault && <Notice kind="error">{faultSentence(work.fault)}</Notice>}
        <Button type="submit" className="mt-1" busy={work.isBusy}>
          {isByLink ? 'Send me a link' : mode === 'in' ? 'Sign in' : 'Make an account'}
        </Button>
        {mode === 'in' && waysIn.byMail && (
          <div className="grid grid-cols-2 gap-3">
            <Button variant="quiet" className="px-2 text-sm" onClick={() => sendLink(askForLink)}>
              Send me a link
            </Button>
            <Button variant="quiet" className="px-2 text-sm" onClick={() => sendLink(askForReset)}>
              Forgot password
            </Button>
          </div>
        )}
      </form>
      <p className="flex flex-wrap items-center gap-x-2 text-muted text-sm">
        {mode === 'in' ? 'New here?' : 'You have an account?'}
        <button
          type="button"
          className="min-h-12 font-semibold text-ink underline underline-offset-4"
          onClick={() => setMode(mode === 'in' ? 'up' : 'in')}
        >
          {mode === 'in' ? 'Make an account' : 'Sign in'}
        </button>
      </p>
    </div>
  );
}
