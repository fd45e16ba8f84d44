import { useEffect, useId, useState } from 'react';
import { Button } from '@/components/ui/button';
import { Notice } from '@/components/ui/notice';
import { Sheet } from '@/components/ui/sheet';
import { errorSentence } from '@/lib/domain/error-sentences';
import { microphonesOf } from '@/lib/studio/route';
import { type SoundCheckPort, wearsHeadphones } from '@/lib/studio/sound-check';
import { calibrationText, ratesText } from '@/lib/studio/sound-words';
import { CalibrateSheet } from './calibrate-sheet';
import { LevelBar } from './level-bar';
import { Switch } from './switch';
import { TrialResult } from './trial-result';
import { useSoundCheck } from './use-sound-check';

const TIMES = 10;

type Props = { check: SoundCheckPort; onClose(): void };

/** The microphone, what one wears, and how late sound comes back. */
export function SoundCheckSheet({ check, onClose }: Props) {
  const state = useSoundCheck(check);
  const [isCalibrating, setCalibrating] = useState(false);
  useEffect(() => {
    check.look().catch(reportError);
    return () => check.stop();
  }, [check]);
  const { microphone, trial } = state;
  const isOpen = microphone === 'open';
  const worn = wearsHeadphones(state);
  const isRunning = trial.at === 'running' && !isCalibrating;

  return (
    <Sheet title="Sound check" onClose={onClose} className="max-h-[calc(100dvh-2rem)] overflow-y-auto">
      <div className="mt-2 flex flex-col gap-4">
        {isOpen ? (
          <MicrophoneChoice check={check} />
        ) : (
          <>
            {typeof microphone === 'object' && <Notice kind="error">{errorSentence(microphone.refused)}</Notice>}
            <Button variant="secondary" busy={microphone === 'asking'} onClick={() => void check.open()}>
              Turn the microphone on
            </Button>
          </>
        )}
        <Switch
          label="I wear headphones"
          hint="Then nothing you hear is in your take."
          isOn={worn}
          onChange={check.wear}
        />
        <Switch
          label="Hear yourself"
          hint={worn ? 'Your voice, as your microphone hears it.' : 'Off on speakers: they would howl.'}
          isOn={worn && state.wantsMonitor}
          isDisabled={!worn || !isOpen}
          onChange={check.monitor}
        />
        <div className="flex flex-col gap-3 border-line border-t pt-4">
          <p className="text-muted text-sm">{calibrationText(state)}</p>
          <div className="grid grid-cols-2 gap-3">
            <Button
              variant="secondary"
              className="px-2 text-sm"
              disabled={isRunning}
              onClick={() => setCalibrating(true)}
            >
              Calibrate
            </Button>
            <Button
              variant="quiet"
              className="px-2 text-sm"
              busy={isRunning}
              disabled={!isOpen}
              onClick={() => void check.calibrate(TIMES)}
            >
              Measure ten times
            </Button>
          </div>
          {!isCalibrating && <TrialResult trial={trial} />}
        </div>
      </div>
      {isCalibrating && (
        <CalibrateSheet
          check={check}
          then="Done"
          onCalibrated={() => setCalibrating(false)}
          onSkip={() => setCalibrating(false)}
        />
      )}
    </Sheet>
  );
}

/** Which microphone, how loud it is, and what the browser says of it. */
function MicrophoneChoice({ check }: { check: SoundCheckPort }) {
  const { devices, chosen, route } = useSoundCheck(check);
  const id = useId();
  const microphones = microphonesOf(devices);
  const isListed = microphones.some((device) => device.id === chosen);
  return (
    <div className="flex flex-col gap-2">
      <label htmlFor={id} className="font-medium text-sm">
        Microphone
      </label>
      <select
        id={id}
        value={isListed ? (chosen ?? '') : ''}
        onChange={(event) => void check.choose(event.target.value === '' ? null : event.target.value)}
        className="min-h-12 w-full truncate rounded-2xl border border-line-strong bg-bg px-3 text-base"
      >
        <option value="">As this device chooses</option>
        {microphones.map((device) => (
          <option key={device.id} value={device.id}>
            {device.label}
          </option>
        ))}
      </select>
      <LevelBar level={check.level} />
      <p className="text-muted text-xs tabular-nums">{ratesText(route)}</p>
    </div>
  );
}
