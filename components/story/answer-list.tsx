import { useRef } from 'react';
import { isShown } from '@/lib/domain/not-shown';
import { counted } from '@/lib/timeline/clock-text';
import { AnswerRow } from './answer-row';
import { recordingText } from './recording-dot';
import { useNearEnd } from './use-near-end';
import { lastOf, type StoryHere } from './use-story';

type Props = {
  storyId: string;
  here: StoryHere;
  /** Whether one may answer in this story. */
  isOpen: boolean;
};

/** Who answers the last take of the path, or an invitation to be the one. Without a server some answers are out of reach. */
export function AnswerList({ storyId, here, isOpen }: Props) {
  const { told, store, like } = here;
  const { answers, answersCursor } = told;
  const parent = lastOf(told);
  const recording = told.recording.get(parent.id) ?? [];
  const end = useRef<HTMLDivElement>(null);
  useNearEnd(end, `${parent.id} ${answersCursor}`, () => {
    if (answersCursor !== null) void here.ask(store.moreAnswers);
  });

  return (
    <>
      {answers.length > 0 && (
        <h2 className="text-muted text-sm">
          {counted(Math.max(answers.length, parent.childCount), 'answer')} to <bdi>{parent.author.name}</bdi>
        </h2>
      )}
      {answers.length === 0 && parent.childCount > 0 && (
        <p className="text-balance text-muted text-sm">
          {counted(parent.childCount, 'answer')} to <bdi>{parent.author.name}</bdi>, not kept on this device.
        </p>
      )}
      {answers.length === 0 && parent.childCount === 0 && (
        <p className="text-balance text-muted text-sm">
          No one has answered
          {isOpen && !told.refusal && isShown(parent)
            ? ` yet. Be the ${told.takes.length === 1 ? 'second' : 'next'} voice.`
            : '.'}
        </p>
      )}
      <p role="status" className="flex items-center gap-2 text-sm empty:hidden">
        {recording.length > 0 && (
          <>
            <span aria-hidden="true" className="size-2 shrink-0 animate-pulse rounded-full bg-signal" />
            {recordingText(recording)}
          </>
        )}
      </p>
      {answers.length > 0 && (
        <ul className="-mx-4 mt-1 divide-y divide-line lg:-mx-6">
          {answers.map((take) => (
            <AnswerRow
              key={take.id}
              storyId={storyId}
              take={take}
              isLiked={told.likedIds.has(take.id)}
              recording={told.recording.get(take.id) ?? []}
              onHear={() => void here.hear(take.id, here.state.phase === 'ended')}
              onLike={like && (() => like(take.id))}
            />
          ))}
        </ul>
      )}
      <div ref={end} />
    </>
  );
}
