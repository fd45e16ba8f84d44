import { useSyncExternalStore } from 'react';
import { cn } from '@/components/ui/cn';
import type { Aim } from '@/lib/studio/aim';
import type { Live } from '@/lib/studio/ports';
import type { SoundCheckPort } from '@/lib/studio/sound-check';
import { routeWarning } from '@/lib/studio/sound-words';
import type { State } from '@/lib/studio/state';
import { LiveLine } from './live-line';
import { hintOf } from './record-words';

type Props = { state: State; aim: Aim; live: Live | null; check: SoundCheckPort | null };

/** What is good to know in this moment; before a take, what speaks against the devices comes first. */
export function RecordHint({ state, aim, live, check }: Props) {
  const warning = useSyncExternalStore(
    check?.subscribe ?? notYet,
    () => (check ? routeWarning(check.getState()) : null),
    () => null,
  );
  const warned = state.phase === 'idle' ? warning : null;
  const isWarning = warned !== null || (state.phase === 'recording' && state.toldMissingMs !== null);
  return (
    <LiveLine
      live={live}
      text={(elapsedMs) => warned ?? hintOf(state, aim, elapsedMs)}
      isSpoken
      className={cn(
        'mx-auto min-h-10 max-w-sm text-balance px-4 text-center text-sm',
        isWarning ? 'text-warn' : 'text-muted',
      )}
    />
  );
}

const notYet = () => () => undefined;
