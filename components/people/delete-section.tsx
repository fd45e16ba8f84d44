'use client';

import { useId, useState } from 'react';
import { useWork } from '@/components/device/use-work';
import { Button } from '@/components/ui/button';
import { Notice } from '@/components/ui/notice';
import { Section } from '@/components/ui/section';
import { Sheet } from '@/components/ui/sheet';
import { TextField } from '@/components/ui/text-field';
import { deleteAccount } from '@/lib/actions/delete';
import { stopPush } from '@/lib/offline/push';
import { asked, faultSentence } from './asked';

/** What stands between somebody and being forgotten. */
type Props = { hasPassword: boolean; isGuest: boolean };

export function DeleteSection(props: Props) {
  const [isAsking, setAsking] = useState(false);
  return (
    <Section title={props.isGuest ? 'Delete what you published' : 'Delete your account'}>
      <p className="text-muted text-sm">
        Your voice goes out of every story, for good. What others recorded stays, and sounds without you.
      </p>
      <Button variant="quiet" className="self-start" onClick={() => setAsking(true)}>
        Delete…
      </Button>
      {isAsking && <DeleteSheet {...props} onClose={() => setAsking(false)} />}
    </Section>
  );
}

const WORD = 'delete';

function DeleteSheet({ hasPassword, isGuest, onClose }: Props & { onClose(): void }) {
  const textId = useId();
  const [word, setWord] = useState('');
  const [password, setPassword] = useState('');
  const work = useWork();
  const isReady = word.trim().toLowerCase() === WORD && (!hasPassword || password !== '');

  const go = () =>
    work.run(async () => {
      await asked(deleteAccount({ word, ...(hasPassword && { password }) }));
      await stopPush();
      window.location.assign('/');
    });

  return (
    <Sheet
      title={isGuest ? 'Delete what you published?' : 'Delete your account?'}
      onClose={onClose}
      closeLabel="Back"
      describedBy={textId}
      className="max-h-[90dvh] overflow-y-auto"
    >
      <ul id={textId} className="mt-2 flex list-disc flex-col gap-2 ps-5 text-muted text-sm">
        <li>Your takes are removed everywhere. Their places stay, with silence in them.</li>
        <li>Stories of yours with nobody else’s voice go.</li>
        <li>
          Stories with others in them stay, closed and without an owner. Hand them over first if they should go on.
        </li>
        <li>Your name, likes, pictures, notices and sessions go. It cannot be taken back.</li>
      </ul>
      <form
        className="mt-4 flex flex-col gap-2"
        onSubmit={(event) => {
          event.preventDefault();
          if (isReady) go();
        }}
      >
        {hasPassword && (
          <TextField
            label="Your password"
            type="password"
            autoComplete="current-password"
            value={password}
            onChange={(event) => setPassword(event.target.value)}
            error={work.fault === 'wrong_credentials' ? 'This is not your password.' : null}
          />
        )}
        <TextField
          label={`Type “${WORD}”`}
          autoComplete="off"
          autoCapitalize="none"
          spellCheck={false}
          value={word}
          onChange={(event) => setWord(event.target.value)}
        />
        {work.fault && work.fault !== 'wrong_credentials' && <Notice kind="error">{faultSentence(work.fault)}</Notice>}
        <div className="mt-2 grid grid-cols-2 gap-3">
          <Button variant="quiet" type="submit" className="px-2" busy={work.isBusy} disabled={!isReady}>
            Delete
          </Button>
          <Button data-first className="px-2" onClick={onClose}>
            Keep
          </Button>
        </div>
      </form>
    </Sheet>
  );
}
