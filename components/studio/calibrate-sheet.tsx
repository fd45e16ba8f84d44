import { Check, Ear } from 'lucide-react';
import { useEffect, useState } from 'react';
import { Button } from '@/components/ui/button';
import { Notice } from '@/components/ui/notice';
import { Sheet } from '@/components/ui/sheet';
import { errorSentence } from '@/lib/domain/error-sentences';
import type { Trip } from '@/lib/studio/alignment';
import type { SoundCheckPort } from '@/lib/studio/sound-check';
import { useSoundCheck } from './use-sound-check';

type Props = {
  check: SoundCheckPort;
  /** What the last button says, which goes on from here. */
  then: string;
  onCalibrated(known: Trip): void;
  onSkip(): void;
  /** Where the cross and Escape lead elsewhere than Skip. */
  onClose?(): void;
};

/** The guided two seconds: an earphone at the microphone, and the way through both is measured. */
export function CalibrateSheet({ check, then, onCalibrated, onSkip, onClose = onSkip }: Props) {
  const { trial } = useSoundCheck(check);
  const [known, setKnown] = useState<Trip | null>(null);
  const isRunning = trial.at === 'running';
  useEffect(() => {
    check.hush(true);
    return () => {
      check.stop();
      check.hush(false);
    };
  }, [check]);

  async function start() {
    setKnown(await check.calibrate());
  }

  return (
    <Sheet title="Hold an earphone to your microphone" onClose={onClose} closeLabel="Back">
      <div className="mt-2 flex min-h-24 flex-col gap-3">
        <p className="text-muted text-sm">
          {known
            ? 'Done. Put the earphone back on, and you are in time.'
            : 'A few short sounds tell how late yours comes back. It takes two seconds.'}
        </p>
        <p role="status" className="flex items-center gap-3 text-sm empty:hidden">
          {isRunning && (
            <>
              <Ear aria-hidden size={20} className="shrink-0 motion-safe:animate-pulse" />
              Listening. Hold it still.
            </>
          )}
          {known && (
            <>
              <Check aria-hidden size={20} className="shrink-0 text-ok" />
              {`${known.offsetMs.toFixed(1)} ms there and back`}
            </>
          )}
        </p>
        {trial.at === 'failed' && <Notice kind="error">{errorSentence(trial.code)}</Notice>}
      </div>
      {known ? (
        <Button className="mt-4 w-full" autoFocus onClick={() => onCalibrated(known)}>
          {then}
        </Button>
      ) : (
        <div className="mt-4 grid grid-cols-2 gap-3">
          <Button variant="quiet" className="px-2" onClick={onSkip}>
            Skip
          </Button>
          <Button className="px-2" busy={isRunning} data-first onClick={() => void start()}>
            Start
          </Button>
        </div>
      )}
    </Sheet>
  );
}
