import { errorSentence } from '@/lib/domain/error-sentences';
import { AppError, type ErrorCode } from '@/lib/domain/errors';

type Answer<Done> = { ok: true; done: Done } | { ok: false; code: ErrorCode };

/** What a server action has done. Throws AppError with why not, and network_unreachable. */
export async function asked<Done>(sent: Promise<Answer<Done>>): Promise<Done> {
  const answer = await sent.catch((cause: unknown) => {
    throw cause instanceof TypeError ? new AppError('network_unreachable', { cause }) : cause;
  });
  if (!answer.ok) throw new AppError(answer.code);
  return answer.done;
}

const OWN_WORDS: Partial<Record<ErrorCode, string>> = {
  network_unreachable: 'You are offline. Try again when you are back.',
  wrong_credentials: 'That is not right. Check what you typed, then try again.',
};

/** Why what somebody wanted of their account did not happen, in words. */
export const faultSentence = (code: ErrorCode): string => OWN_WORDS[code] ?? errorSentence(code);
