import { useEffect, useEffectEvent, useState, useSyncExternalStore } from 'react';
import { opening } from '@/lib/studio/machine';
import { resume } from '@/lib/studio/review-machine';
import { holdsDraft, isCapturing, type State, takeIdOf } from '@/lib/studio/state';
import type { Studio } from '@/lib/studio/studio';
import { answerOf, type Opening, type OpenStudio, openStudio } from './assemble';
import { createLeaveGuard, type LeaveGuard } from './leave-guard';

const subscribeToNothing = () => () => undefined;

type InUse = {
  state: State;
  studio: OpenStudio | null;
  /** Whether the take is kept in this page alone, because the device refused it. */
  isVolatile: boolean;
};

/** A studio as long as the page is open: null until the page has woken up. `openPage` puts another in its place. */
export function useStudio(opened: Opening, openPage: (url: string) => void): InUse {
  const [studio, setStudio] = useState<OpenStudio | null>(null);
  const [resting] = useState(() => ('left' in opened ? resume(opened.left, null).state : opening(answerOf(opened))));
  const [guard] = useState(createLeaveGuard);

  const onOpen = useEffectEvent(() => openStudio(opened, (url) => void guard.release().then(() => openPage(url))));
  useEffect(() => {
    const running = onOpen();
    setStudio(running);
    return () => running.close();
  }, []);

  const machine: Pick<Studio, 'subscribe' | 'getState'> | undefined = studio?.studio;
  const state = useSyncExternalStore(
    machine?.subscribe ?? subscribeToNothing,
    machine?.getState ?? (() => resting),
    () => resting,
  );
  useLeaveGuard(guard, holdsDraft(state), () => studio?.studio.send({ type: 'cancel' }));
  useUnloadWarning(() => isCapturing(state));
  const takeId = takeIdOf(state);
  return { state, studio, isVolatile: takeId !== null && studio?.isVolatile(takeId) === true };
}

/** Asks before something that is not decided about is left. */
function useLeaveGuard(guard: LeaveGuard, isHolding: boolean, onBack: () => void): void {
  const ask = useEffectEvent(onBack);
  useEffect(() => {
    if (!isHolding) return;
    guard.hold(() => ask());
    return () => void guard.release();
  }, [guard, isHolding]);
}

/** The browser's own question before the page closes, where that would cut something off. */
function useUnloadWarning(isNeeded: () => boolean): void {
  const needed = useEffectEvent(isNeeded);
  useEffect(() => {
    const warn = (event: BeforeUnloadEvent) => {
      if (needed()) event.preventDefault();
    };
    window.addEventListener('beforeunload', warn);
    return () => window.removeEventListener('beforeunload', warn);
  }, []);
}
