import { describe, expect, it } from 'vitest';
import { type ErrorCode, STATUSES } from '@/lib/domain/error-codes';
import type { Delivery, StoredDraft } from './stored-draft';
import { draftOf } from './test-device';
import {
  asked,
  isDue,
  isPermanent,
  LONGEST_WAIT_MS,
  type News,
  recorded,
  retried,
  type World,
  withdrawn,
} from './trip';

const FORM = { title: 'The dark house', name: 'Ben', visibility: 'public' as const };
const NOW = 1_800_000_000_000;
const world: World = { now: NOW + 500, random: 1, isOnline: true };
const stem = { key: 'audio/stem', bytes: 5, sha256: 'a'.repeat(64) };
const onItsWay = asked(draftOf('a', { stage: 'review' }), FORM, NOW);

const having = (draft: StoredDraft, ...news: News[]): StoredDraft =>
  news.reduce((one, each) => recorded(one, NOW, each, world), draft);
const failed = (code: ErrorCode): News => ({ type: 'failed', code });
const published: News = { type: 'published', url: '/s/1' };
const arrived: News = { type: 'arrived', kind: 'stem', file: stem };

/** The delivery of a draft that waits. */
function waiting({ delivery }: StoredDraft): Extract<Delivery, { at: 'waiting' }> {
  if (delivery?.at !== 'waiting') throw new Error(`at ${delivery?.at}`);
  return delivery;
}

describe('failures', () => {
  // Every code is in one of the two: whoever adds one decides whether a take that meets it on its way is tried again.
  const codes = Object.keys(STATUSES) as ErrorCode[];

  it('are final only when the server itself will never take the take as it is', () => {
    expect(codes.filter(isPermanent)).toEqual([
      'invalid_request',
      'payload_too_large',
      'story_not_found',
      'take_not_found',
      'parent_not_found',
      'forbidden',
      'storage_used_up',
      'suspended',
      'blocked',
      'members_only',
      'invited_only',
      'story_closed',
      'story_too_deep',
      'story_take_too_long',
      'story_takes_each',
      'take_not_shown',
      'email_invalid',
      'email_taken',
      'password_too_short',
      'password_common',
      'link_used',
      'invitation_over',
      'picture_unreadable',
      'already_reported',
      'already_appealed',
      'nothing_to_appeal',
      'already_decided',
      'push_unavailable',
      'title_missing',
      'title_invalid',
      'take_conflict',
      'take_is_answered',
      'take_cannot_be_moved',
      'take_too_short',
      'path_too_long',
      'take_too_long',
      'seed_not_at_zero',
      'starts_too_early',
      'starts_too_late',
      'does_not_outlast_parent',
      'not_whole_milliseconds',
      'too_deep',
      'upload_too_large',
      'not_audio',
      'source_cut_short',
      'slate_not_found',
      'silent_take',
      'draft_incomplete',
    ]);
  });

  it('of all other kinds pass, or are not met on the way', () => {
    const onTheWay: ErrorCode[] = [
      // A server that is older or younger than this app, or a proxy without one behind it.
      'invalid_json',
      'not_found',
      'method_not_allowed',
      'wrong_origin',
      // The session is made anew, the files and their links, too.
      'not_signed_in',
      'upload_missing',
      'upload_mismatch',
      'url_expired',
      'url_tampered',
      // Somebody who sends a lot at once.
      'too_many_requests',
      // A server that is unwell.
      'mixing_failed',
      'being_remixed',
      'mixing_busy',
      'database_unavailable',
      'storage_unavailable',
      'deadline_exceeded',
      'unexpected',
      'network_unreachable',
      'upload_refused',
      // A store of this device that is.
      'device_full',
      'device_store_failed',
      'device_unreadable',
    ];
    const elsewhere: ErrorCode[] = [
      'range_not_satisfiable',
      'moved_too_often',
      'wrong_key',
      'wrong_credentials',
      'sign_in_again',
      'mail_unavailable',
      'too_many_listeners',
      'format_not_spoken',
      'too_many_cards',
      'said_too_often',
      'speed_unavailable',
      'microphone_missing',
      'microphone_denied',
      'microphone_busy',
      'microphone_lost',
      'recording_interrupted',
      'nothing_heard',
      'calibration_uneven',
      'microphone_silent',
      'recording_unsupported',
      'recording_failed',
      'playback_failed',
      'parent_unreachable',
      'file_too_large',
      'file_unreadable',
      'mixing_timed_out',
      'no_room_to_keep',
      'keeping_failed',
    ];
    expect(codes.filter((code) => !isPermanent(code)).sort()).toEqual([...onTheWay, ...elsewhere].sort());
  });

  it('are waited for twice as long each time, half of it by chance, for five minutes at most and for ever', () => {
    let draft = onItsWay;
    const waits = Array.from({ length: 12 }, () => {
      const from = draft;
      draft = having(from, failed('storage_unavailable'));
      const shortest = recorded(from, NOW, failed('storage_unavailable'), { ...world, random: 0 });
      return [waiting(shortest), waiting(draft)].map(({ notBefore }) => (notBefore - world.now) / 1_000);
    });
    expect(waits.slice(0, 9)).toEqual([
      [1, 2],
      [2, 4],
      [4, 8],
      [8, 16],
      [16, 32],
      [32, 64],
      [64, 128],
      [128, 256],
      [150, 300],
    ]);
    expect(waits.at(-1)).toEqual([150, 300]);
    expect(waiting(draft)).toMatchObject({ tries: 12, lastCode: 'storage_unavailable' });
  });

  it('without a network wait for its return, and look all the same', () => {
    const offline = recorded(onItsWay, NOW, failed('network_unreachable'), { ...world, isOnline: false });
    expect(waiting(offline).notBefore).toBe(world.now + LONGEST_WAIT_MS);
    expect(waiting(having(onItsWay, failed('network_unreachable'))).notBefore).toBe(world.now + 2_000);
    expect(waiting(having(offline, { type: 'hurried' })).notBefore).toBe(world.now);
  });

  it('are waited for as long as the server asks for, at least', () => {
    const busy: News = { type: 'failed', code: 'mixing_busy', retryAfterMs: 30_000 };
    expect(waiting(having(onItsWay, busy)).notBefore).toBe(world.now + 30_000);
    expect(waiting(having(onItsWay, ...Array(9).fill(busy))).notBefore).toBe(world.now + LONGEST_WAIT_MS);
    expect(waiting(having(onItsWay, { ...busy, retryAfterMs: 10 * LONGEST_WAIT_MS })).notBefore).toBe(
      world.now + LONGEST_WAIT_MS,
    );
  });

  it('for having asked too often are waited for whatever comes, a day at most, until the person says so', () => {
    const hours = 3 * 60 * 60_000;
    const late = having(
      onItsWay,
      { type: 'failed', code: 'too_many_requests', retryAfterMs: hours },
      { type: 'hurried' },
    );
    expect(waiting(late)).toMatchObject({ notBefore: world.now + hours, lastCode: 'too_many_requests' });
    const times = [world.now + hours - 1, world.now + hours, world.now + hours - 25 * 60 * 60_000];
    expect(times.map((now) => isDue(waiting(late), now))).toEqual([false, true, true]);
    expect(waiting(retried(late, NOW + 700)).notBefore).toBe(NOW + 700);
  });

  it('leave what has arrived where it is', () => {
    const begun: News = { type: 'begun', kind: 'mix', key: 'audio/mix', uploadId: 'u' };
    expect(waiting(having(onItsWay, begun, arrived, failed('database_unavailable')))).toMatchObject({
      arrived: { stem },
      begun: { mix: { key: 'audio/mix', uploadId: 'u' } },
    });
    expect(having(onItsWay, arrived, failed('title_invalid')).delivery).toMatchObject({
      at: 'refused',
      code: 'title_invalid',
      arrived: { stem },
    });
  });

  it.each(['upload_missing', 'upload_mismatch'] as const)('of %s send the files again, ever more rarely', (code) => {
    let draft = onItsWay;
    for (let tries = 1; tries <= 4; tries++) {
      draft = having(draft, { type: 'begun', kind: 'stem', key: 'k', uploadId: 'u' }, arrived, failed(code));
      expect(waiting(draft)).toMatchObject({ tries, arrived: {}, begun: {}, mixed: null, lastCode: code });
    }
    expect(waiting(draft).notBefore - world.now).toBe(16_000);
  });

  it('are forgotten when something has gone well since', () => {
    for (const news of [arrived, { type: 'progressed' } satisfies News]) {
      expect(waiting(having(onItsWay, failed('deadline_exceeded'), news))).toMatchObject({ tries: 0, lastCode: null });
    }
  });
});

describe('what happened', () => {
  it('is written to the trip on which it happened, and to no other', () => {
    const again = asked(withdrawn(onItsWay), FORM, NOW + 100);
    expect(having(again, arrived, failed('title_invalid'))).toBe(again);
    const back = withdrawn(onItsWay);
    expect(having(back, arrived, failed('unexpected'))).toBe(back);
    const refused = having(onItsWay, failed('take_conflict'));
    expect(having(refused, arrived, failed('unexpected'))).toBe(refused);
  });

  it('at last is the publication, whatever the person has done since, and stays that', () => {
    const there = { at: 'published', url: '/s/1', publishedAt: world.now };
    for (const draft of [onItsWay, withdrawn(onItsWay), having(onItsWay, failed('take_conflict'))]) {
      const end = having(draft, published);
      expect(end).toMatchObject({ stage: 'outbox', delivery: there });
      expect(having(end, failed('unexpected'), { ...published, url: '/other' })).toBe(end);
      expect([asked(end, FORM, 0), retried(end, 0), withdrawn(end)]).toEqual([end, end, end]);
    }
    const waits = having(onItsWay, { ...published, waits: true });
    expect(waits.delivery).toEqual({ ...there, waits: true });
  });
});

describe('a person', () => {
  it('asks again: at once, and from where it is', () => {
    const late = having(onItsWay, arrived, failed('storage_unavailable'));
    expect(waiting(asked(late, FORM, NOW + 700))).toEqual({ ...waiting(late), notBefore: NOW + 700 });
  });

  it('asks again with new words, which are not refused for the old ones', () => {
    const late = having(onItsWay, arrived);
    for (const now of [NOW + 700, NOW, NOW - 700]) {
      const again = asked(late, { ...FORM, title: 'Another' }, now);
      expect(again.form.title).toBe('Another');
      expect(waiting(again)).toMatchObject({ arrived: { stem }, notBefore: now });
      expect(having(again, failed('title_invalid'))).toBe(again);
    }
  });

  it('tries a refused take once more, from where it was refused', () => {
    const refused = having(onItsWay, arrived, failed('storage_unavailable'), failed('parent_not_found'));
    const again = waiting(retried(refused, NOW + 700));
    expect(again).toEqual({ ...waiting(onItsWay), arrived: { stem }, notBefore: NOW + 700 });
    expect(again).not.toHaveProperty('code');
  });

  it('takes it back to the review, and what is in the review is not tried', () => {
    const back = withdrawn(having(onItsWay, failed('title_invalid')));
    expect(back).toMatchObject({ stage: 'review', delivery: null, form: FORM, refusedFor: 'title_invalid' });
    expect(withdrawn(onItsWay)).not.toHaveProperty('refusedFor');
    expect(asked(back, FORM, NOW)).not.toHaveProperty('refusedFor');
    expect(retried(back, NOW)).toBe(back);
    expect(withdrawn(back)).toBe(back);
  });
});

it('a wait is over in time, and also when the clock was set back', () => {
  const trip = { ...waiting(onItsWay), notBefore: NOW };
  expect([NOW - 1, NOW, NOW + 1].map((now) => isDue(trip, now))).toEqual([false, true, true]);
  expect(isDue(trip, NOW - LONGEST_WAIT_MS)).toBe(false);
  expect(isDue(trip, NOW - LONGEST_WAIT_MS - 1)).toBe(true);
});
