import dynamic from 'next/dynamic';
import { useEffect, useRef, useState } from 'react';
import { useNavigate } from '@/components/ui/link';
import { Time } from '@/components/ui/time';
import { voiceStyle } from '@/components/ui/voice';
import { isShown } from '@/lib/domain/not-shown';
import type { AnswerKind, PageTake } from '@/lib/domain/schemas';
import { forkAhead, type Lanes, lanesAround } from '@/lib/story/forks';
import { answeredOf } from '@/lib/story/told-story';
import { formatTime } from '@/lib/timeline/clock-text';
import { ForkLanes } from './fork-lanes';
import { LikeButton } from './like-button';
import { answerHref, momentHref } from './links';
import { PlayerControls } from './player-controls';
import { saidOf } from './player-words';
import { Tape, type TapeHandle } from './tape';
import { pathLengthMs, speakersAt } from './tape-layout';
import { useFrames } from './use-frames';
import { useListening } from './use-listening';
import { useShortcuts } from './use-shortcuts';
import { lastOf, type StoryHere } from './use-story';

// Without `ssr` each has a boundary of its own: the page stays as it is while one of them is on its way, and so does the focus.
const BranchesSheet = dynamic(() => import('./branches-sheet').then((loaded) => loaded.BranchesSheet), { ssr: false });
const KeysSheet = dynamic(() => import('./keys-sheet').then((loaded) => loaded.KeysSheet), { ssr: false });
const ListeningSheet = dynamic(() => import('./listening-sheet').then((loaded) => loaded.ListeningSheet), {
  ssr: false,
});
const TakeSheet = dynamic(() => import('./take-sheet').then((loaded) => loaded.TakeSheet), { ssr: false });

const SKIP_MS = 5_000;

type Props = {
  story: { id: string; title: string; defaultAnswer: AnswerKind };
  here: StoryHere;
  /** Whether one may answer in this story. */
  isOpen: boolean;
};

/** `parentId` and `take`: as they were asked for; what plays goes on to other forks and takes meanwhile. */
type Open =
  | { sheet: 'listening'; atMs: number; take: PageTake }
  | { sheet: 'take'; take: PageTake }
  | { sheet: 'keys' }
  | { sheet: 'branches'; parentId: string }
  | null;

/** The playing path: other branches, tape, clock and controls. What moves is written to the page directly, once a frame. */
export function PlayerSection({ story, here, isOpen }: Props) {
  const { told, store, player, state, isOn, seek, like } = here;
  const { takes } = told;
  const last = lastOf(told);
  const lengthMs = pathLengthMs(takes);
  const listening = useListening(player);
  const [open, setOpen] = useState<Open>(null);

  const tape = useRef<TapeHandle>(null);
  const clock = useRef<HTMLSpanElement>(null);
  const scrubMs = useRef<number | null>(null);
  const [heardMs, setHeardMs] = useState(player.positionMs);
  const voices = speakersAt(takes, heardMs);

  function paint() {
    const ms = scrubMs.current ?? player.positionMs();
    tape.current?.show(ms, isOn);
    const text = formatTime(ms);
    if (clock.current && clock.current.textContent !== text) clock.current.textContent = text;
    const now = speakersAt(takes, ms);
    if (now.take !== voices.take || now.over !== voices.over) setHeardMs(ms);
  }
  useFrames(state.phase === 'playing', paint);

  const speaker = voices.take ?? last;
  const fork = forkAhead(told, takes.indexOf(speaker));
  const lanes = useLanes(here, fork);
  const hasForks = fork !== null;
  // Where there is ever another branch above on this path, its room stays.
  const hasAbove = takes.some(({ parentId }) => parentId !== null && (told.map.get(parentId)?.childCount ?? 0) > 2);
  const insteadOf = fork?.take.author.name ?? '';
  const above = lanes?.above.at(-1) ?? lanes?.below.at(-1);
  const below = lanes?.below[0];

  const switchTo = (branch: { id: string } | undefined) => {
    if (branch) here.switchTo(branch.id);
  };
  const { push } = useNavigate();
  const answered = isOpen && !told.refusal && answeredOf(told);
  const answer = (kind: AnswerKind) => answered && push(answerHref(story.id, answered.id, kind));
  useShortcuts({
    ' ': isOn ? player.pause : player.play,
    arrowright: () => seek(player.positionMs() + SKIP_MS),
    arrowleft: () => seek(player.positionMs() - SKIP_MS),
    // Where there is no other branch they scroll the page.
    ...(above && { arrowup: () => switchTo(above) }),
    ...(below && { arrowdown: () => switchTo(below) }),
    ...(listening.choices.hasLetterKeys && {
      n: player.next,
      p: player.previous,
      d: () => answer('duet'),
      c: () => answer('continue'),
      r: () => answer(story.defaultAnswer),
      l: () => like?.(speaker.id),
      '?': () => setOpen({ sheet: 'keys' }),
    }),
  });

  const row = (side: 'above' | 'below') => (
    <ForkLanes
      storyId={story.id}
      side={side}
      lanes={lanes}
      insteadOf={insteadOf}
      recording={told.recording}
      onSwitch={here.switchTo}
      onNear={store.prepare}
      onAll={() => fork && setOpen({ sheet: 'branches', parentId: fork.parentId })}
    />
  );

  return (
    <section
      aria-label="Player"
      className="flex flex-col gap-3 px-4 pt-3 pb-4 lg:col-start-2 lg:row-start-2 lg:px-6 short:gap-2 short:pt-1"
    >
      {hasAbove && row('above')}
      <Tape
        ref={tape}
        takes={takes}
        positionMs={player.positionMs}
        onSeek={seek}
        onSwipe={hasForks ? (side) => switchTo(side === 'above' ? above : below) : null}
        onScrub={(ms) => {
          scrubMs.current = ms;
          paint();
        }}
      />
      <div className="-mt-1 -mb-3 flex min-h-12 items-center justify-between gap-3">
        <p className="voice flex min-w-0 flex-1 items-baseline gap-2" style={voiceStyle(speaker.author.id)}>
          <bdi className="min-w-0 truncate font-semibold text-lg text-voice-ink tracking-tight">
            {speaker.author.name}
          </bdi>
          {voices.over && (
            <span className="min-w-0 shrink-2 truncate text-muted text-sm">
              over <bdi>{voices.over.author.name}</bdi>
            </span>
          )}
        </p>
        {like && isShown(speaker) && (
          <LikeButton
            name={speaker.author.name}
            count={speaker.likeCount}
            isLiked={told.likedIds.has(speaker.id)}
            onToggle={() => like(speaker.id)}
          />
        )}
        <p className="shrink-0 text-muted text-sm tabular-nums">
          <span ref={clock} className="text-ink">
            {formatTime(heardMs)}
          </span>
          {' / '}
          <Time ms={lengthMs} />
        </p>
      </div>
      <PlayerControls
        listening={listening}
        onPrevious={player.previous}
        onNext={player.next}
        onMore={() => setOpen({ sheet: 'listening', take: speaker, atMs: player.positionMs() })}
      />
      <p aria-live="polite" className="sr-only">
        {saidOf(state, speaker.author.name)}
      </p>
      {hasForks && row('below')}
      {open?.sheet === 'listening' && (
        <ListeningSheet
          listening={listening}
          moment={{ ms: open.atMs, url: momentHref(story.id, last.id, open.atMs), title: story.title }}
          onKeys={() => setOpen({ sheet: 'keys' })}
          name={isShown(open.take) ? open.take.author.name : null}
          onTake={() => setOpen({ sheet: 'take', take: open.take })}
          onClose={() => setOpen(null)}
        />
      )}
      {open?.sheet === 'take' && <TakeSheet storyId={story.id} take={open.take} onClose={() => setOpen(null)} />}
      {open?.sheet === 'keys' && (
        <KeysSheet
          hasLetterKeys={listening.choices.hasLetterKeys}
          onLetterKeys={(hasLetterKeys) => listening.choose({ hasLetterKeys })}
          onClose={() => setOpen(null)}
        />
      )}
      {open?.sheet === 'branches' && takes.some(({ parentId }) => parentId === open.parentId) && (
        <BranchesSheet
          storyId={story.id}
          parentId={open.parentId}
          parentName={told.map.get(open.parentId)?.author.name ?? ''}
          here={here}
          onClose={() => setOpen(null)}
        />
      )}
    </section>
  );
}

/** The lanes of the fork that is near; loaded when they are not known, and their paths asked for ahead while it plays. */
function useLanes(here: StoryHere, fork: ReturnType<typeof forkAhead>): Lanes | null {
  const { told, store, isOn, quietly } = here;
  const known = fork ? told.forks.get(fork.parentId) : undefined;
  const lanes = fork && known ? lanesAround(known, fork.take.id) : null;
  const unknownId = fork && (!known || known.isBehind) ? fork.parentId : null;
  // biome-ignore lint/correctness/useExhaustiveDependencies: a fork that has fallen behind again is asked for again.
  useEffect(() => {
    if (unknownId) quietly(() => store.openFork(unknownId));
  }, [unknownId, known, store, quietly]);
  const shown = lanes && isOn ? [...lanes.above, ...lanes.below].map(({ id }) => id).join(' ') : '';
  useEffect(() => {
    for (const id of shown.split(' ')) if (id) store.prepare(id);
  }, [shown, store]);
  return lanes;
}
