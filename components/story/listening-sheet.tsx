import { Flag, Keyboard } from 'lucide-react';
import { use } from 'react';
import { Switch } from '@/components/studio/switch';
import { buttonClass } from '@/components/ui/button';
import { WithoutServer } from '@/components/ui/link';
import { ShareButton } from '@/components/ui/share-button';
import { Sheet } from '@/components/ui/sheet';
import { Time } from '@/components/ui/time';
import { createSleepTimer, type SleepChoice } from '@/lib/audio/sleep-timer';
import { RATES } from '@/lib/story/listening-choices';
import { ChoiceRow } from './choice-row';
import type { Listening } from './use-listening';

type Props = {
  listening: Listening;
  /** The address of the instant (ms) at which the sheet was opened. */
  moment: { ms: number; url: string; title: string };
  /** Whose take sounded then; null of one that is not heard any more. */
  name: string | null;
  onKeys(): void;
  onTake(): void;
  onClose(): void;
};

const SLEEPS: readonly { value: SleepChoice | null; label: string }[] = [
  { value: null, label: 'Off' },
  { value: 5, label: '5 min' },
  { value: 15, label: '15 min' },
  { value: 30, label: '30 min' },
  { value: 60, label: '1 h' },
  { value: 'take', label: 'End of this take' },
  { value: 'path', label: 'End of the story' },
];

/** The rarer ways to listen. */
export function ListeningSheet({ listening, moment, name, onKeys, onTake, onClose }: Props) {
  const isWithoutServer = use(WithoutServer);
  const { choices, choose, sleep, setSleep } = listening;
  return (
    <Sheet title="Listening" onClose={onClose} className="max-h-[90dvh] overflow-y-auto">
      <div className="mt-2 flex flex-col gap-5">
        <ChoiceRow
          legend="Speed"
          name="speed"
          options={RATES.map((rate) => ({ value: rate, label: `${rate}×` }))}
          value={choices.rate}
          onChange={(rate) => choose({ rate })}
        />
        <Switch
          label="Skip silences"
          hint="Long pauses are left out."
          isOn={choices.skipsSilence}
          onChange={(skipsSilence) => choose({ skipsSilence })}
        />
        <ChoiceRow
          legend="Stop by itself"
          name="sleep"
          options={SLEEPS}
          value={sleep.choice}
          onChange={(choice) => setSleep(choice, createSleepTimer)}
        />
        <div className="flex items-center justify-between gap-4 border-line border-t pt-3">
          <p className="text-sm">
            <span className="font-medium">Share this moment</span>{' '}
            <span className="text-muted">
              · from <Time ms={moment.ms} />
            </span>
          </p>
          <ShareButton url={moment.url} title={moment.title} label="Share this moment" />
        </div>
        <div className="flex flex-col gap-3">
          <button type="button" className={buttonClass('quiet', 'w-full')} onClick={onKeys}>
            <Keyboard aria-hidden size={18} /> Keys
          </button>
          {name !== null && !isWithoutServer && (
            <button type="button" className={buttonClass('quiet', 'w-full')} onClick={onTake}>
              <Flag aria-hidden size={18} className="shrink-0" />
              <span className="min-w-0 truncate">
                About <bdi>{name}</bdi>’s take
              </span>
            </button>
          )}
        </div>
      </div>
    </Sheet>
  );
}
