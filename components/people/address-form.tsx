import { useState } from 'react';
import { useWork } from '@/components/device/use-work';
import { Button } from '@/components/ui/button';
import { Notice } from '@/components/ui/notice';
import { TextField } from '@/components/ui/text-field';
import { askForVerification, changeAddress } from '@/lib/actions/account';
import { EMAIL_MAX_CHARS, PASSWORD_MAX_CHARS } from '@/lib/domain/limits';
import { asked, faultSentence } from './asked';

type Props = { email: string | null; isVerified: boolean; isMailOn: boolean; hasPassword: boolean; onChanged(): void };

/** One's address, whether it is known to be one's own, and another one. */
export function AddressForm({ email, isVerified, isMailOn, hasPassword, onChanged }: Props) {
  const [isChanging, setChanging] = useState(false);
  const [sentTo, setSentTo] = useState<string | null>(null);
  const work = useWork();

  const verify = () =>
    work.run(async () => {
      await asked(askForVerification({}));
      setSentTo(email);
    });
  const change = (next: string, password: string) =>
    work.run(async () => {
      const outcome = await asked(changeAddress({ email: next, password }));
      if (outcome === 'asked') setSentTo(next.trim());
      setChanging(false);
      onChanged();
    });

  return (
    <div className="flex flex-col items-start gap-3">
      <p className="max-w-full break-all">{email ? <bdi>{email}</bdi> : 'None yet.'}</p>
      {sentTo && (
        <Notice>
          A link is on its way to <bdi className="break-all">{sentTo}</bdi>. Open it on this device.
        </Notice>
      )}
      {email && !isVerified && isMailOn && !sentTo && (
        <Notice
          kind="warn"
          action={
            <Button variant="quiet" busy={work.isBusy} onClick={verify}>
              Send me a link
            </Button>
          }
        >
          Nobody knows yet that this address is yours.
        </Notice>
      )}
      {isChanging ? (
        <form
          noValidate
          className="flex w-full flex-col gap-2"
          onSubmit={(event) => {
            event.preventDefault();
            const form = new FormData(event.currentTarget);
            change(String(form.get('email') ?? ''), String(form.get('password') ?? ''));
          }}
        >
          <TextField
            name="email"
            type="email"
            label="New address"
            autoComplete="email"
            spellCheck={false}
            autoCapitalize="none"
            maxLength={EMAIL_MAX_CHARS}
          />
          {hasPassword && (
            <TextField
              name="password"
              type="password"
              label="Your password"
              autoComplete="current-password"
              maxLength={PASSWORD_MAX_CHARS}
            />
          )}
          <div className="flex gap-3">
            <Button variant="quiet" onClick={() => setChanging(false)}>
              Back
            </Button>
            <Button type="submit" busy={work.isBusy}>
              Change it
            </Button>
          </div>
        </form>
      ) : (
        <Button variant="secondary" onClick={() => setChanging(true)}>
          {email ? 'Change address' : 'Add an address'}
        </Button>
      )}
      {work.fault && <Notice kind="error">{faultSentence(work.fault)}</Notice>}
    </div>
  );
}
