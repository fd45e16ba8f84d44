import { useRouter } from 'next/navigation';
import { useState, useTransition } from 'react';
import { errorSentence } from '@/lib/domain/error-sentences';
import type { ErrorCode } from '@/lib/domain/errors';
import { againIn } from '@/lib/domain/wait-words';

type Outcome = { ok: true } | { ok: false; code: ErrorCode; retryAfterSeconds?: number };

/** Does something on the server, reads the page anew, and says what went wrong. */
export function useDeed() {
  const [fault, setFault] = useState<string | null>(null);
  const [isBusy, start] = useTransition();
  const { refresh } = useRouter();
  const act = (deed: () => Promise<Outcome>, onDone?: () => void) =>
    start(async () => {
      const outcome = await deed();
      setFault(outcome.ok ? null : `${errorSentence(outcome.code)}${againIn(outcome.retryAfterSeconds)}`);
      if (outcome.ok) onDone?.();
      refresh();
    });
  return { act, isBusy, fault };
}
