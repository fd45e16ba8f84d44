'use client';

import { useState } from 'react';
import { Button } from '@/components/ui/button';
import { Notice } from '@/components/ui/notice';
import { Segments } from '@/components/ui/segments';
import { ShareButton } from '@/components/ui/share-button';
import { TextField } from '@/components/ui/text-field';
import { makeInvitation } from '@/lib/actions/invitation';
import { useDeed } from './use-deed';

const DAYS = [
  { value: 1, label: 'One day' },
  { value: 7, label: 'A week' },
  { value: 30, label: 'A month' },
] as const;
const USES = [
  { value: 1, label: 'One' },
  { value: 5, label: 'Five' },
  { value: 25, label: '25' },
  { value: 0, label: 'Any' },
] as const;
type Made = { path: string; isMailed: boolean };

/** A link into the story, for whoever gets it or, where mail goes out, for one person with an address. */
export function InviteForm({ storyId, title, isMailOn }: { storyId: string; title: string; isMailOn: boolean }) {
  const [days, setDays] = useState<(typeof DAYS)[number]['value']>(7);
  const [uses, setUses] = useState<(typeof USES)[number]['value']>(1);
  const [email, setEmail] = useState('');
  const [made, setMade] = useState<Made | null>(null);
  const deed = useDeed();
  return (
    <form
      className="flex flex-col gap-4"
      onSubmit={(event) => {
        event.preventDefault();
        deed.do(
          () => makeInvitation({ storyId, days, mostUses: uses === 0 ? null : uses, email: email.trim() || null }),
          (done) => {
            setMade(done);
            setEmail('');
          },
        );
      }}
    >
      <Segments label="Good for" options={DAYS} value={days} onChange={(value) => setDays(value)} />
      {email.trim() === '' && (
        <Segments label="How many people" options={USES} value={uses} onChange={(value) => setUses(value)} />
      )}
      {isMailOn && (
        <TextField
          type="email"
          label="For one person, by their address"
          hint="The link goes there by mail."
          placeholder="Not needed"
          autoComplete="off"
          value={email}
          onChange={(event) => setEmail(event.target.value)}
        />
      )}
      {deed.fault && <Notice kind="error">{deed.fault}</Notice>}
      <Button type="submit" variant="secondary" busy={deed.isBusy} className="self-start">
        {email.trim() ? 'Invite' : 'Make a link'}
      </Button>
      {made && <MadeLink made={made} title={title} />}
    </form>
  );
}

function MadeLink({ made: { path, isMailed }, title }: { made: Made; title: string }) {
  const url = new URL(path, location.href).href;
  return (
    <div role="status" className="flex flex-col gap-2 rounded-2xl bg-raised p-4">
      <p className="text-sm">
        {isMailed ? 'It is on its way. You can send the link yourself, too:' : 'Send this link. It is shown only now.'}
      </p>
      <div className="flex items-center gap-1">
        <input
          readOnly
          aria-label="The invitation"
          value={url}
          onFocus={(event) => event.currentTarget.select()}
          className="min-h-12 min-w-0 flex-1 rounded-xl border border-line-strong bg-surface px-3 text-sm"
        />
        <ShareButton url={url} title={title} label="Share the invitation" />
      </div>
    </div>
  );
}
