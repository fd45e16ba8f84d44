'use client';

import { useRouter } from 'next/navigation';
import { useState, useTransition } from 'react';
import { Button } from '@/components/ui/button';
import { Notice } from '@/components/ui/notice';
import { TextArea } from '@/components/ui/text-area';
import { appeal } from '@/lib/actions/moderation';
import { errorSentence } from '@/lib/domain/error-sentences';
import type { ErrorCode } from '@/lib/domain/errors';
import { REASON_MAX_CHARS } from '@/lib/domain/limits';

type Props = {
  decisionId: string;
  /** Nothing can bring back what was taken. */
  isForGood: boolean;
};

/** The one appeal. */
export function AppealForm({ decisionId, isForGood }: Props) {
  const [words, setWords] = useState('');
  const [fault, setFault] = useState<ErrorCode | null>(null);
  const [isBusy, start] = useTransition();
  const { refresh } = useRouter();
  return (
    <form
      aria-label="Appeal"
      className="flex flex-col gap-4"
      onSubmit={(event) => {
        event.preventDefault();
        start(async () => {
          const outcome = await appeal({ decisionId, words });
          setFault(outcome.ok ? null : outcome.code);
          refresh();
        });
      }}
    >
      <div className="flex flex-col gap-1">
        <h2 className="font-semibold text-lg tracking-tight">Do you see it differently?</h2>
        <p className="text-muted text-sm">
          You can appeal once. Where there is another moderator, that one looks at it.
          {isForGood && ' The sound cannot be brought back, whatever they decide.'}
        </p>
      </div>
      <TextArea
        label="What should they know?"
        name="words"
        required
        maxLength={REASON_MAX_CHARS}
        value={words}
        onChange={(event) => setWords(event.target.value)}
      />
      {fault && <Notice kind="error">{errorSentence(fault)}</Notice>}
      <Button type="submit" busy={isBusy} disabled={words.trim() === ''} className="self-start">
        Appeal
      </Button>
    </form>
  );
}
