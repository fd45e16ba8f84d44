'use client';

import { type ReactNode, useRef, useState } from 'react';
import { Button } from '@/components/ui/button';
import { useNavigate } from '@/components/ui/link';
import { Notice } from '@/components/ui/notice';
import { Time } from '@/components/ui/time';
import { voiceStyle } from '@/components/ui/voice';
import { errorSentence } from '@/lib/domain/errors';
import type { AnswerKind, PageTake } from '@/lib/domain/schemas';
import { formatTime } from '@/lib/timeline/clock-text';
import { AnswerBar } from './answer-bar';
import { type Fork, forkAhead } from './fork';
import { ForkPill } from './fork-pill';
import { answerHref } from './links';
import { NowSounding } from './now-sounding';
import { PlayButton } from './play-button';
import { Tape, type TapeHandle } from './tape';
import { pathLengthMs, speakersAt } from './tape-layout';
import { useFrames } from './use-frames';
import { usePlayer } from './use-player';
import { useShortcuts } from './use-shortcuts';

const SKIP_MS = 5_000;

type Props = {
  story: { id: string; title: string; defaultAnswer: AnswerKind };
  /** Seed first; never empty. */
  path: readonly [PageTake, ...PageTake[]];
  /** One for each take of the path. */
  forks: readonly (Fork | null)[];
  /** What stands between the tape and the answer bar. */
  children: ReactNode;
};

/** The playing path: tape, clock and the round button. What moves is written to the page directly, once a frame. */
export function PathPlayer({ story, path, forks, children }: Props) {
  const last = path.at(-1) ?? path[0];
  const lengthMs = pathLengthMs(path);
  const { state, play, pause, seek, positionMs } = usePlayer({
    storyId: story.id,
    storyTitle: story.title,
    takes: path.map((take) => ({ ...take, authorName: take.author.name })),
  });
  const isOn = state.phase === 'playing' || state.phase === 'loading';

  const tape = useRef<TapeHandle>(null);
  const clock = useRef<HTMLSpanElement>(null);
  const scrubMs = useRef<number | null>(null);
  const [voices, setVoices] = useState(() => speakersAt(path, 0));

  function paint() {
    const ms = scrubMs.current ?? positionMs();
    tape.current?.show(ms, isOn);
    const text = formatTime(ms);
    if (clock.current && clock.current.textContent !== text) clock.current.textContent = text;
    const now = speakersAt(path, ms);
    if (now.take !== voices.take || now.over !== voices.over) setVoices(now);
  }
  useFrames(state.phase === 'playing', paint);

  function seekTo(ms: number) {
    seek(Math.min(lengthMs, Math.max(0, ms)));
    paint();
  }

  const { push } = useNavigate();
  useShortcuts({
    ' ': isOn ? pause : play,
    arrowright: () => seekTo(positionMs() + SKIP_MS),
    arrowleft: () => seekTo(positionMs() - SKIP_MS),
    d: () => push(answerHref(story.id, last.id, 'duet')),
    c: () => push(answerHref(story.id, last.id, 'continue')),
  });

  const speaker = voices.take ?? path[0];
  const fork = forkAhead(forks, state.phase === 'idle' ? path.length - 1 : path.indexOf(speaker));
  const insteadOf = path.find(({ id }) => id === fork?.takeId) ?? last;
  const pill = (side: 'before' | 'after') =>
    forks.some((any) => any?.[side]) && (
      <ForkPill storyId={story.id} side={side} take={fork?.[side] ?? null} insteadOf={insteadOf.author.name} />
    );

  return (
    <NowSounding value={isOn ? speaker.id : null}>
      <section aria-label="Player" className="flex flex-col gap-4 px-4 pt-4 pb-5 lg:col-start-2 lg:row-start-2 lg:px-6">
        {pill('before')}
        <Tape
          ref={tape}
          takes={path}
          positionMs={positionMs}
          onSeek={seekTo}
          onScrub={(ms) => {
            scrubMs.current = ms;
            paint();
          }}
        />
        <div className="flex items-baseline justify-between gap-4">
          <p className="voice flex min-w-0 items-baseline gap-2" style={voiceStyle(speaker.author.id)}>
            <bdi className="min-w-0 truncate font-semibold text-lg text-voice-ink tracking-tight">
              {speaker.author.name}
            </bdi>
            {voices.over && (
              <span className="min-w-0 shrink-2 truncate text-muted text-sm">
                over <bdi>{voices.over.author.name}</bdi>
              </span>
            )}
          </p>
          <p className="shrink-0 text-muted text-sm tabular-nums">
            <span ref={clock} className="text-ink">
              0:00
            </span>
            {' / '}
            <Time ms={lengthMs} />
          </p>
        </div>
        <p aria-live="polite" className="sr-only">
          {state.phase === 'playing' ? speaker.author.name : ''}
        </p>
        {pill('after')}
      </section>
      {children}
      <div className="sticky bottom-0 z-20 lg:col-start-2 lg:row-start-4">
        {state.phase === 'failed' && (
          <Notice
            kind="error"
            className="absolute inset-x-4 bottom-full mb-3"
            action={
              <Button variant="secondary" onClick={play}>
                Try again
              </Button>
            }
          >
            {errorSentence(state.error)}
          </Notice>
        )}
        <AnswerBar storyId={story.id} parent={last} defaultAnswer={story.defaultAnswer}>
          <PlayButton phase={state.phase} onPlay={play} onPause={pause} />
        </AnswerBar>
      </div>
    </NowSounding>
  );
}
