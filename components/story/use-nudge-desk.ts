import { useEffect, useRef, useState } from 'react';
import { createNudgeDesk, type NudgeDesk, type NudgedTake } from '@/lib/audio/nudge-desk';
import { AppError, type ErrorCode } from '@/lib/domain/errors';
import { createScope, type Scope } from '@/lib/scope';

type Hearing = { at: 'silent' | 'loading' | 'sounding' } | { at: 'failed'; code: ErrorCode };

/** What is heard while a published take is moved. Nothing is opened before the first `hear`. */
export function useNudgeDesk(nudged: NudgedTake) {
  const [hearing, setHearing] = useState<Hearing>({ at: 'silent' });
  const opened = useRef<{ scope: Scope; desk: NudgeDesk } | null>(null);
  useEffect(
    () => () => {
      opened.current?.scope.close();
      opened.current = null;
    },
    [],
  );

  function desk(): NudgeDesk {
    if (!opened.current) {
      const scope = createScope();
      opened.current = { scope, desk: createNudgeDesk(scope, nudged) };
    }
    return opened.current.desk;
  }

  async function hear(nudgeMs: number): Promise<void> {
    setHearing((now) => (now.at === 'sounding' ? now : { at: 'loading' }));
    try {
      await desk().hear(nudgeMs);
      setHearing((now) => (now.at === 'loading' ? { at: 'sounding' } : now));
    } catch (cause) {
      if (!(cause instanceof AppError)) reportError(cause);
      setHearing({ at: 'failed', code: cause instanceof AppError ? cause.code : 'playback_failed' });
    }
  }

  function hush(): void {
    opened.current?.desk.hush();
    setHearing({ at: 'silent' });
  }

  return { hearing, hear: (nudgeMs: number) => void hear(nudgeMs), hush };
}
