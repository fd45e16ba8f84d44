import { useState } from 'react';
import { Button } from '@/components/ui/button';
import { ChoiceList } from '@/components/ui/choice-list';
import { Notice } from '@/components/ui/notice';
import { TextArea } from '@/components/ui/text-area';
import { REASON_MAX_CHARS } from '@/lib/domain/limits';
import { REPORT_KINDS, type ReportKind } from '@/lib/domain/people';
import { useSending } from './use-sending';
import { REPORT_WORDS } from './words';

type Props = {
  storyId: string;
  takeId: string;
  about: 'take' | 'person';
  onBack(): void;
  onDone(): void;
};

const KINDS = REPORT_KINDS.map((value) => ({ value, label: REPORT_WORDS[value] }));

/** What is wrong with a take, or with whoever recorded it. */
export function ReportForm({ storyId, takeId, about, onBack, onDone }: Props) {
  const [kind, setKind] = useState<ReportKind | null>(null);
  const [words, setWords] = useState('');
  const { isBusy, fault, send } = useSending(onDone);
  return (
    <form
      className="mt-3 flex flex-col gap-4"
      onSubmit={(event) => {
        event.preventDefault();
        void send('POST', '/api/v1/reports', { storyId, takeId, about, kind, words });
      }}
    >
      <ChoiceList legend="What is wrong?" name="kind" options={KINDS} value={kind} onChange={setKind} />
      <TextArea
        label="What should a moderator know?"
        hint="You may leave this empty."
        name="words"
        maxLength={REASON_MAX_CHARS}
        value={words}
        onChange={(event) => setWords(event.target.value)}
      />
      {fault && <Notice kind="error">{fault}</Notice>}
      <div className="grid grid-cols-2 gap-3">
        <Button variant="quiet" onClick={onBack}>
          Back
        </Button>
        <Button type="submit" busy={isBusy} disabled={kind === null}>
          Send
        </Button>
      </div>
    </form>
  );
}
