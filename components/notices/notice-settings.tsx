'use client';

import { useState } from 'react';
import { useWork } from '@/components/device/use-work';
import { cn } from '@/components/ui/cn';
import { Notice } from '@/components/ui/notice';
import { changeNotice } from '@/lib/actions/notices';
import { errorSentence } from '@/lib/domain/error-sentences';
import { AppError } from '@/lib/domain/errors';
import { NOTICE_KINDS, type NoticeKind } from '@/lib/domain/people';
import { DeviceRings } from './device-rings';

type Way = 'inApp' | 'push' | 'mail';
type Choices = Record<NoticeKind, Record<Way, boolean>>;

type Props = {
  settings: Choices;
  /** off: this place sends no mail. unverified: the person has no address that is known to be theirs. */
  mail: 'off' | 'unverified' | 'on';
};

const KIND_WORDS: Record<NoticeKind, string> = {
  answer: 'Answers to you',
  like: 'Likes',
  invitation: 'Invitations',
  decision: 'Decisions about you',
};
const WAY_WORDS: Record<Way, string> = { inApp: 'In the app', push: 'On devices', mail: 'By mail' };

/** Of what somebody is told and where; each change is kept at once. */
export function NoticeSettings({ settings, mail }: Props) {
  const [chosen, setChosen] = useState(settings);
  const work = useWork();
  const ways: Way[] = mail === 'off' ? ['inApp', 'push'] : ['inApp', 'push', 'mail'];

  function choose(kind: NoticeKind, way: Way, isOn: boolean): void {
    const set = (value: boolean) => setChosen((all) => ({ ...all, [kind]: { ...all[kind], [way]: value } }));
    set(isOn);
    work.run(async () => {
      const outcome = await changeNotice({ kind, [way]: isOn }).catch((cause: unknown) => {
        set(!isOn);
        throw new AppError('network_unreachable', { cause });
      });
      if (outcome.ok) return;
      set(!isOn);
      throw new AppError(outcome.code);
    });
  }

  return (
    <div className="flex flex-col gap-4">
      <table className="w-full text-sm">
        <thead>
          <tr className="text-muted text-xs">
            <td />
            {ways.map((way) => (
              <th key={way} scope="col" className="px-1 py-2 font-medium">
                {WAY_WORDS[way]}
              </th>
            ))}
          </tr>
        </thead>
        <tbody className="divide-y divide-line">
          {NOTICE_KINDS.map((kind) => (
            <tr key={kind}>
              <th scope="row" className="py-1 pr-2 text-left font-medium">
                {KIND_WORDS[kind]}
              </th>
              {ways.map((way) => (
                <td key={way} className="text-center">
                  <Choice
                    label={`${KIND_WORDS[kind]}: ${WAY_WORDS[way].toLowerCase()}`}
                    isOn={chosen[kind][way]}
                    isDisabled={work.isBusy || (way === 'mail' && mail === 'unverified')}
                    onChange={(isOn) => choose(kind, way, isOn)}
                  />
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
      {mail === 'on' && (
        <p className="text-muted text-xs">A mail comes once a day at most, and only when there is something new.</p>
      )}
      {mail === 'unverified' && (
        <p className="text-muted text-xs">
          For mail, add an address to your account and follow the link that comes to it.
        </p>
      )}
      {work.fault && <Notice kind="error">{errorSentence(work.fault)}</Notice>}
      <DeviceRings />
    </div>
  );
}

type ChoiceProps = { label: string; isOn: boolean; isDisabled: boolean; onChange(isOn: boolean): void };

/** A box with room for a thumb. */
function Choice({ label, isOn, isDisabled, onChange }: ChoiceProps) {
  return (
    <label className={cn('inline-flex size-12 cursor-pointer items-center justify-center', isDisabled && 'opacity-45')}>
      <input
        type="checkbox"
        aria-label={label}
        checked={isOn}
        disabled={isDisabled}
        onChange={(event) => onChange(event.target.checked)}
        className="size-6 cursor-pointer accent-ink"
      />
    </label>
  );
}
