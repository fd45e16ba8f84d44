import 'server-only';
import { encode } from 'next-auth/jwt';
import type { Db } from '@/db/client';
import { AppError } from '@/lib/domain/errors';
import { env } from './env';
import { enqueue } from './jobs/queue';

export type Mail = { to: string; subject: string; text: string; html?: string; headers?: Record<string, string> };

/** What a mail is sealed under; nothing else that is signed here opens as one. */
export const MAIL_SALT = 'mail';
/** A mail that has not gone by then is too old for what it says (s). */
const GOOD_FOR_SECONDS = 24 * 60 * 60;

/** Without SMTP_URL nothing that needs mail is offered. */
export const isMailOn = (): boolean => env().SMTP_URL !== undefined;

/**
 * Sends a mail once the transaction has committed. It waits sealed: links in it are as good as keys, and neither the queue nor a log
 * shows them. Throws mail_unavailable where there is no mail.
 */
export async function sendMail(tx: Db, mail: Mail): Promise<void> {
  if (!isMailOn()) throw new AppError('mail_unavailable');
  const secret = env().NEXTAUTH_SECRET;
  const sealed = await encode({ token: { mail }, secret, salt: MAIL_SALT, maxAge: GOOD_FOR_SECONDS });
  await enqueue(tx, 'mail.send', { sealed });
}

/** Where a link in a mail leads. Never from the request: whoever asks may say anything there. */
export const mailLink = (path: string): string => new URL(path, env().NEXTAUTH_URL).href;
