import { useEffect, useEffectEvent, useRef, useState, useSyncExternalStore } from 'react';
import type { Answer } from '@/lib/studio/aim';
import { opening } from '@/lib/studio/machine';
import { holdsDraft, type State } from '@/lib/studio/state';
import type { Studio } from '@/lib/studio/studio';
import type { OpenStudio } from './assemble';

const subscribeToNothing = () => () => undefined;

/** A studio as long as the page is open: null until the page has woken up. */
export function useStudio(answer: Answer | null, open: () => OpenStudio): { state: State; studio: OpenStudio | null } {
  const [studio, setStudio] = useState<OpenStudio | null>(null);
  const [resting] = useState(() => opening(answer));

  const onOpen = useEffectEvent(open);
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
  useLeaveGuard(holdsDraft(state), () => studio?.studio.send({ type: 'cancel' }));
  return { state, studio };
}

/**
 * Asks before something that is not published is left: a closed page by the browser's own question, the way back by the
 * studio's. For that an entry of the history stands between the two, which is as good as this page itself.
 */
function useLeaveGuard(isHolding: boolean, onBack: () => void): void {
  const isGuarded = useRef(false);
  const onPop = useEffectEvent(onBack);
  useEffect(() => {
    if (!isHolding) return;
    const guard = () => window.history.pushState(window.history.state, '', window.location.href);
    const warn = (event: BeforeUnloadEvent) => event.preventDefault();
    const stay = () => {
      guard();
      onPop();
    };
    if (!isGuarded.current) guard();
    isGuarded.current = true;
    window.addEventListener('beforeunload', warn);
    window.addEventListener('popstate', stay);
    return () => {
      window.removeEventListener('beforeunload', warn);
      window.removeEventListener('popstate', stay);
    };
  }, [isHolding]);
}
