import 'server-only';
import { isRedirectError } from 'next/dist/client/components/redirect-error';
import { v4 as uuid } from 'uuid';
import type { z } from 'zod';
import { AppError, type ErrorCode, errorStatus } from '@/lib/domain/errors';
import { type Ctx, openContext } from './context';
import { log } from './log';

/** What a form is told: that it is done, with what the page may want to know of it, or why not. */
export type Outcome<Done = undefined> = { ok: true; done: Done } | { ok: false; code: ErrorCode };

type Doors<Input extends z.ZodType> = {
  name: string;
  input: Input;
  /** This action is open to nobody, too: its use case decides. */
  byAnybody?: true;
};

/**
 * The one wrapper of every server action: actor → parse → use case, with one catch. Next itself refuses an action that comes
 * from a page of another origin. What is sent may be anything: these are doors like those of the API.
 */
export function action<Input extends z.ZodType, Done>(
  { name, input, byAnybody }: Doors<Input>,
  run: (ctx: Ctx, input: z.output<Input>) => Promise<Done>,
): (sent: z.input<Input>) => Promise<Outcome<Done>> {
  return async (sent) => {
    const requestId = uuid();
    try {
      const ctx = await openContext({ requestId, action: name });
      if (!byAnybody && !ctx.actor) throw new AppError('not_signed_in');
      const parsed = input.safeParse(sent instanceof FormData ? Object.fromEntries(sent) : sent);
      if (!parsed.success) throw new AppError('invalid_request', { details: { issues: issuesOf(parsed.error) } });
      return { ok: true, done: await run(ctx, parsed.data) };
    } catch (thrown) {
      if (isRedirectError(thrown)) throw thrown;
      return { ok: false, code: codeOf(thrown, { requestId, action: name }) };
    }
  };
}

const issuesOf = (error: z.ZodError) => error.issues.slice(0, 20).map(({ path }) => path.join('.'));

function codeOf(thrown: unknown, line: { requestId: string; action: string }): ErrorCode {
  const error = thrown instanceof AppError ? thrown : new AppError('unexpected', { cause: thrown });
  const { code, cause, details } = error;
  if (errorStatus(code) >= 500) log.error({ ...line, code, err: cause ?? error }, 'action failed');
  else log.info({ ...details, ...line, code }, 'action refused');
  return code;
}
