import { useId, useMemo, useState } from 'react';
import { nudgeable, placeOf, recuttable } from '@/lib/studio/edit-machine';
import { loopSpan, ZOOMS_MS } from '@/lib/studio/loop-span';
import type { ReviewPort } from '@/lib/studio/ports';
import type { SoundCheckPort } from '@/lib/studio/sound-check';
import type { Draft, PersonEvent, Playback, Rendering } from '@/lib/studio/state';
import { AlignmentLine, MixingLine } from './alignment-line';
import { FineTiming } from './fine-timing';
import { GuessedPlace } from './guessed-place';
import { type Overlap, OverlapCanvas } from './overlap-canvas';
import { useParentSound } from './use-parent-sound';

type Props = {
  draft: Draft;
  playback: Playback;
  /** Null while it is on its way. */
  rendering: Rendering | null;
  player: ReviewPort;
  actorId: string | null;
  isEnabled: boolean;
  send(event: PersonEvent): void;
  /** Measures the round trip that the take was recorded with; null of one that another page load recorded. */
  check: SoundCheckPort | null;
};

/** How a take lies in time. A seed, and a file, have nothing to be in time with. */
export function TakeTiming(props: Props) {
  const { aim, recorded } = props.draft;
  if (aim.answer === null || recorded.alignment.method === 'none') return <MixingLine rendering={props.rendering} />;
  return <AnswerTiming {...props} />;
}

/** How an answer lies in time, to be seen at once, and everything that puts it right. */
function AnswerTiming({ draft, playback, rendering, player, actorId, isEnabled, send, check }: Props) {
  const id = useId();
  const [wanted, setWanted] = useState<boolean | null>(null);
  const parentSound = useParentSound(player);
  const place = placeOf(draft);
  const isEstimated = typeof place === 'object' && place.method === 'estimated';
  const take = place === 'server' ? null : recuttable(draft);
  const canNudge = isEnabled && nudgeable(draft) !== null;
  // A guess is worth a look: it opens by itself, until the person says otherwise.
  const isOpen = take !== null && (wanted ?? isEstimated);

  const open = () => setWanted(true);
  function close() {
    setWanted(false);
    send({ type: 'settle' });
  }

  return (
    <div className="flex flex-col gap-3">
      <AlignmentLine
        place={place}
        rendering={rendering}
        panel={take && { id, isOpen, onToggle: isOpen ? close : open }}
      />
      {place !== 'server' && !isOpen && (
        <div className="relative h-24">
          {draft.stem && (
            <OverlapPicture
              aim={draft.aim}
              stem={draft.stem}
              parentSound={parentSound === 'missing' ? null : parentSound}
              actorId={actorId}
            />
          )}
        </div>
      )}
      {isEstimated && take && (
        <GuessedPlace draft={draft} check={check} isEnabled={isEnabled} onNudge={isOpen ? null : open} send={send} />
      )}
      {isOpen && take && (
        <FineTiming
          id={id}
          aim={draft.aim}
          stem={take.stem}
          nudgeMs={take.recorded.cut.nudgeMs ?? 0}
          isAsked={wanted === true}
          player={player}
          parentSound={parentSound}
          actorId={actorId}
          isEnabled={canNudge}
          isLooping={playback === 'looping'}
          send={send}
          onDone={close}
        />
      )}
    </div>
  );
}

/** Both voices on top of each other where they are closest, as they lie. */
function OverlapPicture(overlap: Omit<Overlap, 'span'>) {
  const { aim, stem } = overlap;
  const { peaks, durationMs } = stem;
  const span = useMemo(() => loopSpan(aim, { peaks, durationMs }, ZOOMS_MS[0]), [aim, peaks, durationMs]);
  return <OverlapCanvas span={span} {...overlap} />;
}
