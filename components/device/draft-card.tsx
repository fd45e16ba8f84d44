import { useId } from 'react';
import { cn } from '@/components/ui/cn';
import { Notice } from '@/components/ui/notice';
import { WayLine } from '@/components/ui/way-line';
import { errorSentence } from '@/lib/domain/error-sentences';
import { ageText } from '@/lib/timeline/clock-text';
import type { DeviceTake } from './device-takes';
import { titleOf, wayOf } from './device-words';
import { DraftActions } from './draft-actions';
import { DraftTape } from './draft-tape';

/** One take: what it is, where it is, and what can be done about it. `now`: ms since 1970. */
export function DraftCard({ take, now }: { take: DeviceTake; now: number }) {
  const { draft, status, isElsewhere, refusal } = take;
  const { answer } = draft.aim;
  const id = useId();
  const isPublished = status.at === 'published';
  return (
    <article
      aria-labelledby={`${id}-title`}
      className={cn(
        'flex flex-col gap-4 rounded-3xl border border-line bg-surface p-5 shadow-(--card-shadow)',
        isPublished && 'bg-bg shadow-none',
      )}
    >
      <header>
        <h3 id={`${id}-title`} dir="auto" className="line-clamp-2 text-start font-semibold text-lg tracking-tight">
          {titleOf(draft)}
        </h3>
        <p id={`${id}-more`} className="flex justify-between gap-4 text-muted text-sm">
          <span className="min-w-0 truncate">
            {answer ? (
              <>
                Answers <bdi>{answer.parent.authorName}</bdi>
              </>
            ) : (
              'The first voice'
            )}
          </span>
          <time dateTime={new Date(draft.startedAt).toISOString()} className="shrink-0">
            {ageText(draft.startedAt, now)}
          </time>
        </p>
      </header>
      {!isPublished && !isElsewhere && <DraftTape draft={draft} />}
      <WayLine way={wayOf(status)} />
      {refusal && <Notice kind="warn">{errorSentence(refusal)}</Notice>}
      {status.at === 'device' && draft.refusedFor && <Notice kind="warn">{errorSentence(draft.refusedFor)}</Notice>}
      {status.at === 'refused' && <Notice kind="error">{errorSentence(status.code)}</Notice>}
      {status.at === 'waiting' && status.for === 'retry' && status.code && (
        <p className="-mt-1 text-muted text-sm">{errorSentence(status.code)}</p>
      )}
      <DraftActions take={take} about={`${id}-title ${id}-more`} />
    </article>
  );
}
