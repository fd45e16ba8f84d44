'use client';

import { type FormEvent, useEffect, useSyncExternalStore } from 'react';
import { useWork } from '@/components/device/use-work';
import { PageMessage } from '@/components/shell/page-message';
import { recalledName } from '@/components/studio/remembered-name';
import { Button, buttonClass } from '@/components/ui/button';
import { Link } from '@/components/ui/link';
import { Notice } from '@/components/ui/notice';
import { TextField } from '@/components/ui/text-field';
import { confirmAddress } from '@/lib/actions/account';
import type { ErrorCode } from '@/lib/domain/errors';
import { PASSWORD_MAX_CHARS } from '@/lib/domain/limits';
import { signIn, tellOtherPages } from '@/lib/offline/sign-in';
import { asked, faultSentence } from './asked';

type Purpose = 'enter' | 'reset_password' | 'verify_email' | 'change_email';
const WORDS: Record<Purpose, { title: string; text: string; go: string }> = {
  enter: { title: 'Come in.', text: 'One tap, and you are signed in on this device.', go: 'Sign in' },
  reset_password: {
    title: 'Another password.',
    text: 'It signs you in here, and signs you out everywhere else.',
    go: 'Set password',
  },
  verify_email: { title: 'Is this your address?', text: 'Then say so, and you are done.', go: 'Yes, it is mine' },
  change_email: { title: 'Your new address.', text: 'From now on you sign in with it.', go: 'Use this address' },
};
const isPurpose = (wanted: string): wanted is Purpose => Object.hasOwn(WORDS, wanted);

type Props = { wanted: string; fault: ErrorCode | null };

/** What a link was sent for, done with a tap: whatever opens links in mails to look at them uses none up. */
export function EnterView({ wanted, fault }: Props) {
  if (wanted === 'done') return <Done fault={fault} />;
  if (!isPurpose(wanted)) return <Message fault="link_used" />;
  return <Letter purpose={wanted} />;
}

function Letter({ purpose }: { purpose: Purpose }) {
  const found = useFragment();
  const work = useWork();
  const { title, text, go } = WORDS[purpose];
  const token = found ?? '';
  if (found === '') return <Message fault="link_used" />;

  function submit(event: FormEvent<HTMLFormElement>): void {
    event.preventDefault();
    const password = String(new FormData(event.currentTarget).get('password') ?? '');
    work.run(async () => {
      if (purpose === 'verify_email' || purpose === 'change_email') await asked(confirmAddress({ token, purpose }));
      else await signIn('link', { token, purpose, password, name: recalledName(null) });
      window.location.replace('/account');
    });
  }

  return (
    <PageMessage
      title={title}
      action={
        <form noValidate className="flex w-full flex-col gap-3" onSubmit={submit}>
          {purpose === 'reset_password' && (
            <TextField
              name="password"
              type="password"
              label="New password"
              hint="Ten letters or more. A few words are best."
              autoComplete="new-password"
              maxLength={PASSWORD_MAX_CHARS}
            />
          )}
          {work.fault && (
            <Notice
              kind="error"
              action={
                work.fault === 'not_signed_in' && (
                  <Link href="/account" className={buttonClass('quiet')}>
                    Sign in
                  </Link>
                )
              }
            >
              {work.fault === 'not_signed_in'
                ? 'Sign in on this device first, then open the link again.'
                : faultSentence(work.fault)}
            </Notice>
          )}
          <Button type="submit" className="self-start" busy={work.isBusy} disabled={found === null}>
            {go}
          </Button>
        </form>
      }
    >
      {text}
    </PageMessage>
  );
}

/** The end of a window in which somebody has signed in: the page that opened it goes on. */
function Done({ fault }: { fault: ErrorCode | null }) {
  useEffect(() => {
    if (fault) return;
    tellOtherPages();
    window.close();
  }, [fault]);
  return <Message fault={fault} />;
}

function Message({ fault }: { fault: ErrorCode | null }) {
  return (
    <PageMessage
      title={fault ? 'That did not work.' : 'You are in.'}
      action={
        <Link href="/account" className={buttonClass()}>
          {fault ? 'Sign in' : 'Your account'}
        </Link>
      }
    >
      {fault ? faultSentence(fault) : 'You can close this window.'}
    </PageMessage>
  );
}

/** What stands behind the #, which no server is told; null until the page is alive. */
const useFragment = (): string | null =>
  useSyncExternalStore(
    () => () => undefined,
    () => location.hash.slice(1),
    () => null,
  );
