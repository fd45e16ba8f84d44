import 'server-only';
import { isRedirectError } from 'next/dist/client/components/redirect-error';
import { headers } from 'next/headers';
import { v4 as uuid } from 'uuid';
import type { z } from 'zod';
import { errorStatus } from '@/lib/domain/error-codes';
import { AppError, type ErrorCode } from '@/lib/domain/errors';
import { type Ctx, openContext } from './context';
import { noteFault } from './faults';
import { type Limit, spend } from './limits';
import { log } from './log';
import { assertSameOrigin } from './same-origin';

/** What a form is told: that it is done, with what the page may want to know of it, or why not, and when it may be tried again. */
export type Outcome<Done = undefined> =
  | { ok: true; done: Done }
  | { ok: false; code: ErrorCode; retryAfterSeconds?: number };

type Doors<Input extends z.ZodType> = {
  name: string;
  input: Input;
  /** This action is open to nobody, too: its use case decides. */
  byAnybody?: true;
  /** What is counted besides the request itself. */
  limit?: Limit;
};

/**
 * The one wrapper of every server action: origin → actor → limits → parse → use case, with one catch. What is sent may be
 * anything: these are doors like those of the API.
 */
export function action<Input extends z.ZodType, Done>(
  { name, input, byAnybody, limit }: Doors<Input>,
  run: (ctx: Ctx, input: z.output<Input>) => Promise<Done>,
): (sent: z.input<Input>) => Promise<Outcome<Done>> {
  return async (sent) => {
    const requestId = uuid();
    try {
      assertSameOrigin(await headers());
      const ctx = await openContext({ requestId, action: name }, { renews: true });
      await spend('request', ctx);
      await Promise.all([spend('write', ctx), limit && spend(limit, ctx)]);
      if (!byAnybody && !ctx.actor) throw new AppError('not_signed_in');
      const parsed = input.safeParse(sent instanceof FormData ? Object.fromEntries(sent) : sent);
      if (!parsed.success) throw new AppError('invalid_request', { details: { issues: issuesOf(parsed.error) } });
      return { ok: true, done: await run(ctx, parsed.data) };
    } catch (thrown) {
      if (isRedirectError(thrown)) throw thrown;
      return { ok: false, ...refusalOf(thrown, { requestId, action: name }) };
    }
  };
}

const issuesOf = (error: z.ZodError) => error.issues.slice(0, 20).map(({ path }) => path.join('.'));

function refusalOf(
  thrown: unknown,
  line: { requestId: string; action: string },
): { code: ErrorCode; retryAfterSeconds?: number } {
  const error = thrown instanceof AppError ? thrown : new AppError('unexpected', { cause: thrown });
  const { code, cause, details } = error;
  if (errorStatus(code) >= 500) {
    log.error({ ...line, code, err: cause ?? error }, 'action failed');
    void noteFault({ requestId: line.requestId, route: `action ${line.action}`, code, thrown: error });
  } else log.info({ ...details, ...line, code }, 'action refused');
  const seconds = details?.retryAfterSeconds;
  return typeof seconds === 'number' ? { code, retryAfterSeconds: seconds } : { code };
}
