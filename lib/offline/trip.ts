import type { FileKind } from '@/lib/domain/audio-format';
import { type ErrorCode, errorStatus } from '@/lib/domain/error-codes';
import type { StoredFile } from '@/lib/domain/schemas';
import type { Form } from '@/lib/studio/ports';
import type { Delivery, MixedFiles, StoredDraft, Trip } from './stored-draft';

/** What happened to a take on its way. */
export type News =
  /** An upload in parts has begun. */
  | { type: 'begun'; kind: FileKind; key: string; uploadId: string }
  /** A part of a file is in the store. */
  | { type: 'progressed' }
  | { type: 'arrived'; kind: FileKind; file: StoredFile }
  | { type: 'mixed'; files: MixedFiles }
  | { type: 'published'; url: string; waits?: boolean }
  /** `retryAfterMs`: the server does not want to be asked any sooner. */
  | { type: 'failed'; code: ErrorCode; retryAfterMs?: number | undefined }
  /** The wait is over: the network is back, or somebody looks. */
  | { type: 'hurried' };

/** `now` in ms since 1970, `random` from 0 to 1, `isOnline` as the browser believes. */
export type World = { now: number; random: number; isOnline: boolean };

const FIRST_WAIT_MS = 2_000;
export const LONGEST_WAIT_MS = 5 * 60_000;
/** Of what a server asks for. */
const LONGEST_ASKED_MS = 24 * 60 * 60_000;

const PERMANENT_STATUSES: ReadonlySet<number> = new Set([409, 410, 413, 422]);
/**
 * The publishing routes tell a story or a parent that is gone as parent_not_found. A server that says it in its other words
 * means it no less; any other 404 comes from a server or a proxy that does not know the route, which passes.
 */
const PERMANENT_CODES: ReadonlySet<ErrorCode> = new Set([
  'forbidden',
  'suspended',
  'blocked',
  'members_only',
  'invited_only',
  'story_not_found',
  'take_not_found',
  'draft_incomplete',
]);
/** After these the files are sent again. */
const FILES_AGAIN: ReadonlySet<ErrorCode> = new Set(['upload_missing', 'upload_mismatch']);

/** Whether the server will never take the take as it is; all other trouble passes. */
export const isPermanent = (code: ErrorCode): boolean =>
  !FILES_AGAIN.has(code) && (PERMANENT_CODES.has(code) || PERMANENT_STATUSES.has(errorStatus(code)));

const newTrip = (now: number): Trip => ({
  askedAt: now,
  tries: 0,
  notBefore: now,
  lastCode: null,
  arrived: {},
  begun: {},
  mixed: null,
});

/** Somebody who has asked too often waits as long as they are told, whatever happens meanwhile. */
const isHeldBack = ({ lastCode }: Trip): boolean => lastCode === 'too_many_requests';

/** A wait longer than any that is ever set comes from a clock that was moved: it is over. */
export const isDue = (trip: Trip, now: number): boolean =>
  trip.notBefore <= now || trip.notBefore > now + (isHeldBack(trip) ? LONGEST_ASKED_MS : LONGEST_WAIT_MS);

/** The draft with what happened written down. `askedAt` tells the trip that it happened on from an earlier or later one. */
export function recorded(draft: StoredDraft, askedAt: number, news: News, world: World): StoredDraft {
  const { stage, delivery } = draft;
  if (delivery?.at === 'published') return draft;
  if (news.type === 'published') {
    // Acknowledged is acknowledged, whatever the person has done since the request left.
    const { type: at, ...there } = news;
    return { ...draft, stage: 'outbox', delivery: { at, ...there, publishedAt: world.now } };
  }
  if (stage !== 'outbox' || delivery?.at !== 'waiting' || delivery.askedAt !== askedAt) return draft;
  return { ...draft, delivery: after(delivery, news, world) };
}

type Waiting = Extract<Delivery, { at: 'waiting' }>;

function after(trip: Waiting, news: Exclude<News, { type: 'published' }>, world: World): Delivery {
  switch (news.type) {
    case 'begun':
      return { ...trip, begun: { ...trip.begun, [news.kind]: { key: news.key, uploadId: news.uploadId } } };
    case 'progressed':
      return wentWell(trip);
    case 'arrived':
      return wentWell({ ...trip, arrived: { ...trip.arrived, [news.kind]: news.file } });
    case 'mixed':
      return wentWell({ ...trip, mixed: news.files });
    case 'failed':
      return failed(trip, news, world);
    case 'hurried':
      return isHeldBack(trip) ? trip : { ...trip, notBefore: Math.min(trip.notBefore, world.now) };
  }
}

/** Files that have to be sent again and again are sent ever more rarely, although each time they arrive. */
function wentWell(trip: Waiting): Waiting {
  return trip.lastCode && FILES_AGAIN.has(trip.lastCode) ? trip : { ...trip, tries: 0, lastCode: null };
}

type Failed = Extract<News, { type: 'failed' }>;

function failed(trip: Waiting, { code, retryAfterMs = 0 }: Failed, { now, random, isOnline }: World): Delivery {
  if (isPermanent(code)) return { ...trip, at: 'refused', code, lastCode: code };
  // Offline it is the network's return that ends the wait; the browser may be wrong about it, so it does end by itself.
  const longest = code === 'network_unreachable' && !isOnline;
  const full = longest ? LONGEST_WAIT_MS : Math.min(LONGEST_WAIT_MS, FIRST_WAIT_MS * 2 ** trip.tries);
  const longestAsked = code === 'too_many_requests' ? LONGEST_ASKED_MS : LONGEST_WAIT_MS;
  const waitMs = Math.max(Math.round(full / 2 + (random * full) / 2), Math.min(retryAfterMs, longestAsked));
  const waiting: Waiting = { ...trip, tries: trip.tries + 1, notBefore: now + waitMs, lastCode: code };
  return FILES_AGAIN.has(code) ? { ...waiting, arrived: {}, begun: {}, mixed: null } : waiting;
}

/**
 * Asked to be published with this form; asked once more, it goes on from where it is. With another form it is another trip with
 * the same files: a step under way was taken with the form of before, and what it is refused for says nothing of this one.
 */
export function asked(draft: StoredDraft, form: Form, now: number): StoredDraft {
  if (draft.delivery?.at === 'published') return draft;
  if (isWaiting(draft)) {
    const { delivery } = draft;
    const askedAt = isSameForm(draft.form, form) ? delivery.askedAt : Math.max(now, delivery.askedAt + 1);
    return { ...draft, form, isWished: false, delivery: { ...delivery, askedAt, notBefore: now } };
  }
  const { refusedFor: _, ...fresh } = draft;
  return { ...fresh, form, isWished: false, stage: 'outbox', delivery: { at: 'waiting', ...newTrip(now) } };
}

const isSameForm = (a: Form, b: Form): boolean =>
  a.title === b.title && a.name === b.name && a.visibility === b.visibility;

/** Tried again because the person says so, a refused one from where it was refused. */
export function retried(draft: StoredDraft, now: number): StoredDraft {
  const { stage, delivery } = draft;
  if (stage !== 'outbox' || !delivery || delivery.at === 'published') return draft;
  if (delivery.at === 'waiting') return { ...draft, delivery: { ...delivery, notBefore: now } };
  const { code: _, ...trip } = delivery;
  return { ...draft, delivery: { ...trip, at: 'waiting', tries: 0, notBefore: now, lastCode: null } };
}

/** Back to the review, where it stays known why it was refused. */
export function withdrawn(draft: StoredDraft): StoredDraft {
  if (draft.stage !== 'outbox' || draft.delivery?.at === 'published') return draft;
  const refusedFor = draft.delivery?.at === 'refused' ? draft.delivery.code : undefined;
  return { ...draft, stage: 'review', delivery: null, ...(refusedFor && { refusedFor }) };
}

/** On its way, as `isWaiting` finds it. */
export type WaitingDraft = StoredDraft & { stage: 'outbox'; delivery: Waiting };

export const isWaiting = (draft: StoredDraft): draft is WaitingDraft =>
  draft.stage === 'outbox' && draft.delivery?.at === 'waiting';
