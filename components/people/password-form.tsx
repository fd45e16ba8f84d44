import { useState } from 'react';
import { useWork } from '@/components/device/use-work';
import { Button } from '@/components/ui/button';
import { Notice } from '@/components/ui/notice';
import { TextField } from '@/components/ui/text-field';
import { changePassword } from '@/lib/actions/account';
import { PASSWORD_MAX_CHARS } from '@/lib/domain/limits';
import { asked, faultSentence } from './asked';

type Props = { email: string; hasPassword: boolean; onChanged(): void };

export function PasswordForm({ email, hasPassword, onChanged }: Props) {
  const [state, setState] = useState<'closed' | 'open' | 'done'>('closed');
  const work = useWork();
  if (state !== 'open') {
    return (
      <div className="flex flex-col items-start gap-3">
        {state === 'done' && <Notice>Your password is changed. Every other device is signed out.</Notice>}
        <Button variant="secondary" onClick={() => setState('open')}>
          {hasPassword ? 'Change password' : 'Set a password'}
        </Button>
      </div>
    );
  }
  return (
    <form
      noValidate
      className="flex flex-col gap-2"
      onSubmit={(event) => {
        event.preventDefault();
        const form = new FormData(event.currentTarget);
        const typed = (name: string) => String(form.get(name) ?? '');
        work.run(async () => {
          await asked(changePassword({ before: typed('before'), after: typed('after') }));
          setState('done');
          onChanged();
        });
      }}
    >
      {/* For whatever keeps passwords. */}
      <input type="text" name="username" autoComplete="username" defaultValue={email} hidden readOnly />
      {hasPassword && (
        <TextField
          name="before"
          type="password"
          label="Your password"
          autoComplete="current-password"
          maxLength={PASSWORD_MAX_CHARS}
        />
      )}
      <TextField
        name="after"
        type="password"
        label="New password"
        hint="Ten letters or more. A few words are best."
        autoComplete="new-password"
        maxLength={PASSWORD_MAX_CHARS}
      />
      {work.fault && <Notice kind="error">{faultSentence(work.fault)}</Notice>}
      <div className="flex gap-3">
        <Button variant="quiet" onClick={() => setState('closed')}>
          Back
        </Button>
        <Button type="submit" busy={work.isBusy}>
          Change it
        </Button>
      </div>
    </form>
  );
}
