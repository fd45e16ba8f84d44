import 'server-only';
import { createECDH } from 'node:crypto';
import { request as httpRequest } from 'node:http';
import { request as httpsRequest } from 'node:https';
import webPush from 'web-push';
import { endSubscription, type Subscription, saveSubscription } from '@/db/queries/push';
import { AppError } from '@/lib/domain/errors';
import { can } from '@/lib/domain/policy';
import type { Ctx } from './context';
import { env } from './env';
import { NOT_PUBLIC, pushDoor } from './push-door';
import { ownSession } from './session';

/** A push service that has said nothing by then is asked again later (ms). */
const TIMEOUT_MS = 10_000;
/** RFC 8188; the older way is spoken by browsers of years ago alone. */
const ENCODING = 'aes128gcm';

/** What a device needs to be told from here; null: this place has no keys, and tells no device. */
export const pushKey = (): string | null => env().VAPID_PUBLIC_KEY ?? null;

/** This device is told what the actor is told. Throws push_unavailable for a push service that is not to be spoken to. */
export async function subscribe(
  ctx: Ctx,
  { replaces, ...subscription }: Subscription & { replaces?: string | undefined },
): Promise<void> {
  const { actor } = ctx;
  if (!actor || !can(actor, 'account.keep')) throw new AppError('not_signed_in');
  if (!isOnCurve(subscription.p256dh)) throw new AppError('invalid_request', { details: { issues: ['keys.p256dh'] } });
  if (!pushKey() || !pushDoor(subscription.endpoint)) throw new AppError('push_unavailable');
  // A signature that was taken from a device ends soon, and so would nothing that it has left here.
  const here = await ownSession(actor.sessionId);
  if (!here) throw new AppError('not_signed_in');
  await saveSubscription(ctx.db, { ...subscription, userId: actor.id, sessionId: here.id });
  if (replaces) await endSubscription(ctx.db, { userId: actor.id, endpoint: replaces });
}

export async function unsubscribeDevice(ctx: Ctx, { endpoint }: { endpoint: string }): Promise<void> {
  if (!ctx.actor || !can(ctx.actor, 'account.keep')) throw new AppError('not_signed_in');
  await endSubscription(ctx.db, { userId: ctx.actor.id, endpoint });
}

/** Nothing can be sealed for a key that is none. */
function isOnCurve(point: string): boolean {
  const own = createECDH('prime256v1');
  own.generateKeys();
  try {
    own.computeSecret(point, 'base64url');
    return true;
  } catch {
    return false;
  }
}

export type Push = {
  /** What the service worker is given (lib/offline/service-worker/notices.ts). */
  message: { title: string; tag: string; url: string };
  urgency: 'low' | 'normal';
  /** How long the push service keeps it for a device that is off (s). */
  ttlSeconds: number;
  /** Of two that wait there only the later is told (32 characters of base64url). */
  topic: string;
};

/**
 * Sends it, encrypted for the device alone, to whatever push service the device has named. `gone`: the device is not to be told any
 * more. `refused`: the service does not take it, and would not later. Throws what is worth another try.
 */
export async function sendPush(to: Subscription, push: Push): Promise<'sent' | 'gone' | 'refused'> {
  const door = pushDoor(to.endpoint);
  const { VAPID_PUBLIC_KEY: publicKey, VAPID_PRIVATE_KEY: privateKey, NEXTAUTH_URL: origin } = env();
  if (!door || !publicKey || !privateKey) return 'refused';
  const subject = env().VAPID_SUBJECT ?? (origin?.startsWith('https:') ? origin : 'mailto:push@localhost');
  const text = JSON.stringify(push.message);
  const { cipherText } = webPush.encrypt(to.p256dh, to.auth, text, ENCODING);
  const { Authorization } = webPush.getVapidHeaders(door.url.origin, subject, publicKey, privateKey, ENCODING);
  const headers = {
    Authorization,
    'Content-Encoding': ENCODING,
    'Content-Length': cipherText.length,
    'Content-Type': 'application/octet-stream',
    TTL: push.ttlSeconds,
    Topic: push.topic,
    Urgency: push.urgency,
  };
  const status = await post(door, headers, cipherText);
  if (status === 404 || status === 410 || status === 'not public') return 'gone';
  if (status < 300) return 'sent';
  if (status === 429 || status >= 500) throw new Error(`the push service answers ${status}`);
  return 'refused';
}

/** The answer's status. Nothing else of it is read, and no redirect is followed. */
function post(
  { url, lookup }: NonNullable<ReturnType<typeof pushDoor>>,
  headers: Record<string, string | number>,
  body: Buffer,
): Promise<number | 'not public'> {
  const request = url.protocol === 'https:' ? httpsRequest : httpRequest;
  return new Promise((resolve, reject) => {
    const sent = request(url, { method: 'POST', headers, timeout: TIMEOUT_MS, ...(lookup && { lookup }) }, (answer) => {
      answer.destroy();
      resolve(answer.statusCode ?? 500);
    });
    sent.on('timeout', () => sent.destroy(new Error('the push service does not answer')));
    sent.on('error', (fault: NodeJS.ErrnoException) =>
      fault.code === NOT_PUBLIC ? resolve('not public') : reject(fault),
    );
    sent.end(body);
  });
}
