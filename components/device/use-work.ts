import { useLayoutEffect, useRef, useState } from 'react';
import { AppError, type ErrorCode } from '@/lib/domain/errors';

export type Work = {
  isBusy: boolean;
  /** Why the last of it failed, or null. */
  fault: ErrorCode | null;
  /** Does what a button asks for; not while something else is being done. */
  run(work: () => Promise<void>): void;
};

export function useWork(): Work {
  const [isBusy, setBusy] = useState(false);
  const [fault, setFault] = useState<ErrorCode | null>(null);
  // A button that is busy loses the focus: it gets it back, unless that has gone somewhere else.
  const pressed = useRef<Element | null>(null);
  useLayoutEffect(() => {
    if (isBusy) pressed.current = document.activeElement;
    else if (document.activeElement === document.body && pressed.current instanceof HTMLElement)
      pressed.current.focus();
  }, [isBusy]);

  async function run(work: () => Promise<void>): Promise<void> {
    if (isBusy) return;
    setBusy(true);
    setFault(null);
    try {
      await work();
    } catch (cause) {
      if (!(cause instanceof AppError)) reportError(cause);
      setFault(cause instanceof AppError ? cause.code : 'unexpected');
    } finally {
      setBusy(false);
    }
  }
  return { isBusy, fault, run: (work) => void run(work) };
}
