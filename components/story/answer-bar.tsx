import { type ReactNode, useId } from 'react';
import { buttonClass } from '@/components/ui/button';
import { Link } from '@/components/ui/link';
import { voiceStyle } from '@/components/ui/voice';
import type { AnswerKind, PageTake } from '@/lib/domain/schemas';
import { answerHref } from './links';

type Props = {
  storyId: string;
  /** The take that is answered; undefined where none is shown. */
  parent: Pick<PageTake, 'id' | 'author'> | undefined;
  /** Why it is not, where one may not. */
  refusal: ReactNode;
  defaultAnswer: AnswerKind;
  /** What stands between the two answers. */
  children: ReactNode;
};

/** Duet and Continue under the thumb, with a bracket that says whom one answers. On a phone on its side, one slim row. */
export function AnswerBar({ storyId, parent, refusal, defaultAnswer, children }: Props) {
  const id = useId();
  const isOpen = parent && !refusal;
  const answer = (kind: AnswerKind, words: string) =>
    isOpen ? (
      <Link
        href={answerHref(storyId, parent.id, kind)}
        prefetch={false}
        aria-describedby={`${id}-whom ${id}-${kind}`}
        className={buttonClass(kind === defaultAnswer ? 'secondary' : 'quiet', 'min-h-14 w-full px-2 short:min-h-12')}
      >
        {words}
      </Link>
    ) : (
      <span />
    );
  return (
    <div className="border-line border-t bg-bg/95 px-4 pt-3 pb-[max(16px,env(safe-area-inset-bottom))] backdrop-blur-md short:py-1.5">
      <div className="mx-auto grid max-w-md grid-cols-[1fr_72px_1fr] items-center gap-x-4">
        {isOpen ? (
          <div className="col-span-3 mb-2 flex h-4 items-center gap-2.5 text-muted text-xs short:sr-only">
            <span className="mt-2 ml-6 h-2 flex-1 rounded-tl-md border-line-strong border-t border-l" />
            <p id={`${id}-whom`} className="voice flex max-w-[60%] gap-1" style={voiceStyle(parent.author.id)}>
              Answer <bdi className="min-w-0 truncate font-semibold text-voice-ink">{parent.author.name}</bdi>
            </p>
            <span className="mt-2 mr-6 h-2 flex-1 rounded-tr-md border-line-strong border-t border-r" />
          </div>
        ) : (
          <div className="col-span-3 mb-2 text-balance text-center text-muted text-sm empty:hidden">{refusal}</div>
        )}
        {answer('duet', 'Duet')}
        {children}
        {answer('continue', 'Continue')}
        <p id={`${id}-duet`} className="mt-1 text-center text-muted text-xs short:sr-only">
          {isOpen && 'over the end'}
        </p>
        <span className="short:hidden" />
        <p id={`${id}-continue`} className="mt-1 text-center text-muted text-xs short:sr-only">
          {isOpen && 'after the end'}
        </p>
      </div>
    </div>
  );
}
