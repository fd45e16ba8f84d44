import { useState } from 'react';
import { recalledName } from '@/components/studio/remembered-name';
import { errorSentence } from '@/lib/domain/error-sentences';
import { AppError } from '@/lib/domain/errors';
import { type Api, createApi } from '@/lib/offline/api';
import { asSomebody } from '@/lib/offline/as-somebody';

const DEADLINE_MS = 15_000;
const OFFLINE = 'You are offline. Try again when you are back.';

/** Tells the server something that only somebody may tell it, and says what went wrong. */
export function useSending(onDone: () => void) {
  const [isBusy, setBusy] = useState(false);
  const [fault, setFault] = useState<string | null>(null);
  async function send(...[method, path, body]: Parameters<Api> extends [...infer Sent, number] ? Sent : never) {
    setBusy(true);
    setFault(null);
    try {
      await asSomebody(recalledName(null), () => createApi()(method, path, body, DEADLINE_MS));
      onDone();
    } catch (cause) {
      if (!(cause instanceof AppError)) reportError(cause);
      const code = cause instanceof AppError ? cause.code : 'unexpected';
      setFault(code === 'network_unreachable' ? OFFLINE : errorSentence(code));
    } finally {
      setBusy(false);
    }
  }
  return { isBusy, fault, send };
}
