import { X } from 'lucide-react';
import { type ReactNode, useRef } from 'react';
import { Button } from '@/components/ui/button';
import { IconButton } from '@/components/ui/icon-button';
import { Notice } from '@/components/ui/notice';
import { heardSentence } from '@/lib/domain/heard-sentences';
import type { AnswerKind } from '@/lib/domain/schemas';
import { answeredOf } from '@/lib/story/told-story';
import { AnswerBar } from './answer-bar';
import { PlayButton } from './play-button';
import { cutOffWords } from './player-words';
import type { StoryHere } from './use-story';

type Props = {
  story: { id: string; defaultAnswer: AnswerKind };
  here: StoryHere;
  /** Why one answers nothing in this story. */
  refusal: ReactNode;
};

/** What lies under the thumb: Play between the two answers, and above it what went wrong. */
export function PlayerBar({ story, here, refusal }: Props) {
  const { state, player, fault, forgive } = here;
  const playButton = useRef<HTMLButtonElement>(null);
  /** What is pressed there goes away with it, and the keyboard goes on below. */
  const andOn = (run: () => void) => () => {
    playButton.current?.focus();
    run();
  };
  return (
    <div className="sticky bottom-0 z-20 lg:col-start-2 lg:row-start-4">
      <div className="absolute inset-x-4 bottom-full mb-3 flex flex-col gap-2 empty:hidden">
        {fault && (
          <Notice kind="error" action={<IconButton icon={X} label="Close" onClick={andOn(forgive)} />}>
            {fault}
          </Notice>
        )}
        {state.rateError && <Notice kind="warn">{heardSentence(state.rateError)}</Notice>}
        {state.isCutOff && <Notice>{cutOffWords()}</Notice>}
        {state.phase === 'failed' && (
          <Notice
            kind="error"
            action={
              <Button variant="secondary" onClick={andOn(player.play)}>
                Try again
              </Button>
            }
          >
            {heardSentence(state.error)}
          </Notice>
        )}
      </div>
      <AnswerBar
        storyId={story.id}
        parent={answeredOf(here.told)}
        refusal={refusal ?? here.told.refusal}
        defaultAnswer={story.defaultAnswer}
      >
        <PlayButton ref={playButton} phase={state.phase} onPlay={player.play} onPause={player.pause} />
      </AnswerBar>
    </div>
  );
}
