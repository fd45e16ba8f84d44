'use client';

import { useRouter } from 'next/navigation';
import { useState, useTransition } from 'react';
import { ConfirmSheet } from '@/components/studio/confirm-sheet';
import { Button } from '@/components/ui/button';
import { ChoiceList } from '@/components/ui/choice-list';
import { Notice } from '@/components/ui/notice';
import { TextArea } from '@/components/ui/text-area';
import { decideOnReport } from '@/lib/actions/moderation';
import { errorSentence } from '@/lib/domain/error-sentences';
import type { ErrorCode } from '@/lib/domain/errors';
import { KEEP_REMOVED_DAYS, REASON_MAX_CHARS } from '@/lib/domain/limits';
import type { DecisionKind } from '@/lib/domain/people';
import { DECISION_WORDS } from './words';

type Props = { reportId: string; open: readonly DecisionKind[]; name: string };

/** One of what is left to decide, and why. */
export function DecideForm({ reportId, open, name }: Props) {
  const [kind, setKind] = useState<DecisionKind | null>(null);
  const [reason, setReason] = useState('');
  const [fault, setFault] = useState<ErrorCode | null>(null);
  const [isAsking, setAsking] = useState(false);
  const [isBusy, start] = useTransition();
  const { refresh } = useRouter();

  const decide = () =>
    start(async () => {
      setAsking(false);
      if (!kind) return;
      const outcome = await decideOnReport({ reportId, kind, reason });
      setFault(outcome.ok ? null : outcome.code);
      if (outcome.ok) {
        setKind(null);
        setReason('');
      }
      refresh();
    });

  return (
    <form
      className="flex flex-col gap-4"
      onSubmit={(event) => {
        event.preventDefault();
        if (kind === 'remove') setAsking(true);
        else decide();
      }}
    >
      <ChoiceList
        legend="What is to be done?"
        name="kind"
        options={open.map((value) => ({ value, ...DECISION_WORDS[value] }))}
        value={kind}
        onChange={setKind}
      />
      <TextArea
        label={
          kind === null
            ? 'Why?'
            : kind === 'dismiss'
              ? 'Why, for whoever looks at this later'
              : `Why? ${name} reads this`
        }
        name="reason"
        required
        maxLength={REASON_MAX_CHARS}
        value={reason}
        onChange={(event) => setReason(event.target.value)}
      />
      {fault && <Notice kind="error">{errorSentence(fault)}</Notice>}
      <Button type="submit" busy={isBusy} disabled={kind === null || reason.trim() === ''}>
        Decide
      </Button>
      {isAsking && (
        <ConfirmSheet
          title="Remove this take?"
          text={`Silence takes its place at once. ${name} has ${KEEP_REMOVED_DAYS} days to appeal; then its sound is deleted for good. A hidden take can be shown again at any time.`}
          keep="Not now"
          go="Remove it"
          onKeep={() => setAsking(false)}
          onGo={decide}
          onClose={() => setAsking(false)}
        />
      )}
    </form>
  );
}
