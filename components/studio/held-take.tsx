import type { SoundCheckPort } from '@/lib/studio/sound-check';
import { bluetoothText } from '@/lib/studio/sound-words';
import type { Held } from '@/lib/studio/state';
import { CalibrateSheet } from './calibrate-sheet';
import { ConfirmSheet } from './confirm-sheet';
import { useSoundCheck } from './use-sound-check';

type Props = { state: Held; check: SoundCheckPort; onGoOn(): void; onCancel(): void; onSoundCheck(): void };

/** What the person is to know, or is offered, between Record and the take. */
export function HeldTake({ state, check, onGoOn, onCancel, onSoundCheck }: Props) {
  const { route } = useSoundCheck(check);
  if (state.hold === 'calibration') {
    return <CalibrateSheet check={check} then="Record" onCalibrated={onGoOn} onSkip={onGoOn} onClose={onCancel} />;
  }
  return (
    <ConfirmSheet
      title="You are on Bluetooth"
      text={bluetoothText(state.aim.answer !== null, route)}
      keep="Sound check"
      go="Record anyway"
      onKeep={onSoundCheck}
      onGo={onGoOn}
      onClose={onCancel}
    />
  );
}
