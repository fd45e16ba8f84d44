import 'server-only';
import { decode } from 'next-auth/jwt';
import { createTransport, type Transporter } from 'nodemailer';
import { z } from 'zod';
import { AppError } from '@/lib/domain/errors';
import { env } from '../env';
import { MAIL_SALT } from '../mail';
import type { JobCtx, Payload } from './kinds';

const TIMEOUT_MS = 20_000;

const sealedMail = z.object({
  mail: z.object({
    to: z.string(),
    subject: z.string(),
    text: z.string(),
    html: z.string().optional(),
    headers: z.record(z.string(), z.string()).optional(),
  }),
});

let transport: Transporter | null = null;

/** Hands a mail to the server of SMTP_URL. A process that is killed right after that sends it twice. */
export async function deliverMail(_ctx: JobCtx, { sealed }: Payload<'mail.send'>): Promise<string> {
  const { SMTP_URL, MAIL_FROM, NEXTAUTH_SECRET } = env();
  if (!SMTP_URL || !MAIL_FROM) throw new AppError('mail_unavailable');
  const opened = await decode({ token: sealed, secret: NEXTAUTH_SECRET, salt: MAIL_SALT });
  const { to, ...mail } = sealedMail.parse(opened).mail;
  transport ??= createTransport({
    url: SMTP_URL,
    connectionTimeout: TIMEOUT_MS,
    greetingTimeout: TIMEOUT_MS,
    socketTimeout: TIMEOUT_MS,
  });
  // One mailbox, whatever is in it.
  await transport.sendMail({ ...mail, from: MAIL_FROM, to: { name: '', address: to }, disableFileAccess: true });
  return 'sent';
}
