import { useEffect, useEffectEvent, useState, useSyncExternalStore } from 'react';
import type { Answer } from '@/lib/studio/aim';
import { opening } from '@/lib/studio/machine';
import { holdsDraft, type State } from '@/lib/studio/state';
import type { Studio } from '@/lib/studio/studio';
import { type OpenStudio, openStudio } from './assemble';
import { createLeaveGuard, type LeaveGuard } from './leave-guard';

const subscribeToNothing = () => () => undefined;

type InUse = { state: State; studio: OpenStudio | null };

/** A studio as long as the page is open: null until the page has woken up. `openPage` puts another in its place. */
export function useStudio(answer: Answer | null, openPage: (url: string) => void): InUse {
  const [studio, setStudio] = useState<OpenStudio | null>(null);
  const [resting] = useState(() => opening(answer));
  const [guard] = useState(createLeaveGuard);

  const onOpen = useEffectEvent(() => openStudio(answer, (url) => void guard.release().then(() => openPage(url))));
  useEffect(() => {
    const opened = onOpen();
    setStudio(opened);
    return () => opened.close();
  }, []);

  const machine: Pick<Studio, 'subscribe' | 'getState'> | undefined = studio?.studio;
  const state = useSyncExternalStore(
    machine?.subscribe ?? subscribeToNothing,
    machine?.getState ?? (() => resting),
    () => resting,
  );
  useLeaveGuard(guard, holdsDraft(state), () => studio?.studio.send({ type: 'cancel' }));
  return { state, studio };
}

/** Asks before something that is not published is left. */
function useLeaveGuard(guard: LeaveGuard, isHolding: boolean, onBack: () => void): void {
  const ask = useEffectEvent(onBack);
  useEffect(() => {
    if (!isHolding) return;
    guard.hold(() => ask());
    return () => void guard.release();
  }, [guard, isHolding]);
}
