'use client';

import { useRouter } from 'next/navigation';
import { useState, useTransition } from 'react';
import { Button } from '@/components/ui/button';
import { ChoiceList } from '@/components/ui/choice-list';
import { Notice } from '@/components/ui/notice';
import { TextArea } from '@/components/ui/text-area';
import { decideOnAppeal } from '@/lib/actions/moderation';
import { errorSentence } from '@/lib/domain/error-sentences';
import type { ErrorCode } from '@/lib/domain/errors';
import { REASON_MAX_CHARS } from '@/lib/domain/limits';
import type { AppealVerdict } from '@/lib/domain/moderation';
import type { DecisionKind } from '@/lib/domain/people';

type Props = {
  decisionId: string;
  kind: DecisionKind;
  /** Nothing can bring back what was removed. */
  isForGood: boolean;
  name: string;
};

/** What becomes of an appeal, and why. */
export function AppealVerdictForm({ decisionId, kind, isForGood, name }: Props) {
  const [verdict, setVerdict] = useState<AppealVerdict | null>(null);
  const [reason, setReason] = useState('');
  const [fault, setFault] = useState<ErrorCode | null>(null);
  const [isBusy, start] = useTransition();
  const { refresh } = useRouter();
  const options = [
    {
      value: 'upheld',
      label: 'The decision stays',
      ...(kind === 'remove' && !isForGood && { hint: 'Its sound is deleted for good within the next hours.' }),
    },
    {
      value: 'reversed',
      label: 'Take the decision back',
      hint: isForGood ? 'The sound is gone all the same: this says that we were wrong.' : 'It is undone at once.',
    },
  ] as const;
  return (
    <form
      className="flex flex-col gap-4"
      onSubmit={(event) => {
        event.preventDefault();
        if (!verdict) return;
        start(async () => {
          const outcome = await decideOnAppeal({ decisionId, verdict, reason });
          setFault(outcome.ok ? null : outcome.code);
          refresh();
        });
      }}
    >
      <ChoiceList legend="What becomes of it?" name="verdict" options={options} value={verdict} onChange={setVerdict} />
      <TextArea
        label={`Why? ${name} reads this`}
        name="reason"
        required
        maxLength={REASON_MAX_CHARS}
        value={reason}
        onChange={(event) => setReason(event.target.value)}
      />
      {fault && <Notice kind="error">{errorSentence(fault)}</Notice>}
      <Button type="submit" busy={isBusy} disabled={verdict === null || reason.trim() === ''}>
        Decide
      </Button>
    </form>
  );
}
