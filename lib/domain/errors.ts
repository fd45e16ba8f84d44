import type { ErrorCode } from './error-codes';

export type { ErrorCode } from './error-codes';

const MARK = Symbol.for('tap-story.AppError');

/** Thrown inside; only an edge turns it into a status or a sentence. `details` is safe to show. */
export class AppError extends Error {
  override readonly name = 'AppError';
  readonly [MARK] = true;
  constructor(
    readonly code: ErrorCode,
    options: { cause?: unknown; details?: Record<string, unknown> } = {},
  ) {
    super(code, { cause: options.cause });
    this.details = options.details;
  }
  readonly details: Record<string, unknown> | undefined;

  // The built app holds several copies of this module; an error that one copy throws is an AppError to all of them.
  static override [Symbol.hasInstance](thing: unknown): boolean {
    return thing instanceof Error && MARK in thing;
  }
}

/** The body of every error answer of the API. */
export type ErrorBody = { error: { code: ErrorCode; message: string; requestId?: string; [detail: string]: unknown } };
