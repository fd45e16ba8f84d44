import { useState } from 'react';
import { Button } from '@/components/ui/button';
import { canCalibrate } from '@/lib/studio/edit-machine';
import type { SoundCheckPort } from '@/lib/studio/sound-check';
import type { Draft, PersonEvent } from '@/lib/studio/state';
import { CalibrateSheet } from './calibrate-sheet';
import { useSoundCheck } from './use-sound-check';

type Props = {
  draft: Draft;
  /** Null of a take that another page load recorded. */
  check: SoundCheckPort | null;
  isEnabled: boolean;
  /** Opens what moves it by ear; null while that is open. */
  onNudge: (() => void) | null;
  send(event: PersonEvent): void;
};

/** Why an answer's place is a guess, and what makes it better than that. */
export function GuessedPlace({ draft, check, isEnabled, onNudge, send }: Props) {
  return (
    <div className="flex flex-col gap-3 text-muted text-sm">
      <p>
        {draft.stem?.alignment.doubt ? (
          'So its place is a guess. Listen, and nudge it if it is off.'
        ) : (
          <>
            <bdi>{draft.aim.answer?.parent.authorName}</bdi> cannot be heard in your recording, so this is a guess.
          </>
        )}
      </p>
      <div className="flex flex-wrap gap-2 empty:hidden">
        {check && <Calibration draft={draft} check={check} isEnabled={isEnabled} send={send} />}
        {onNudge && (
          <Button variant="quiet" className="text-sm" disabled={!isEnabled} onClick={onNudge}>
            Nudge by ear
          </Button>
        )}
      </div>
    </div>
  );
}

/** What is measured now tells of the take as long as nothing has moved since. */
function Calibration({ draft, check, isEnabled, send }: Omit<Props, 'check' | 'onNudge'> & { check: SoundCheckPort }) {
  const [isOpen, setOpen] = useState(false);
  const { epoch } = useSoundCheck(check);
  const isOfTake = canCalibrate(draft, epoch);
  const wasOfTake = draft.recorded.epoch !== undefined;
  return (
    <>
      {isOfTake && (
        <Button
          variant="secondary"
          className="text-sm"
          disabled={!isEnabled}
          onClick={() => {
            send({ type: 'pause' });
            setOpen(true);
          }}
        >
          Calibrate
        </Button>
      )}
      {!isOfTake && wasOfTake && (
        <p className="basis-full">
          Your sound has changed since you spoke, so calibrating now would only help your next take.
        </p>
      )}
      {isOpen && (
        <CalibrateSheet
          check={check}
          then="Done"
          onCalibrated={(known) => {
            setOpen(false);
            send({ type: 'calibrated', ...known, epoch: check.getState().epoch });
          }}
          onSkip={() => setOpen(false)}
        />
      )}
    </>
  );
}
