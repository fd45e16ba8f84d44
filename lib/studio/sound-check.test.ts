import { describe, expect, it } from 'vitest';
import { NO_ROUTE, type Route } from './route';
import {
  firstCheck,
  hearsSelf,
  holdFor,
  knownOf,
  type SoundCheck,
  type SoundCheckEvent,
  shakenSince,
  stepSoundCheck,
  wearsHeadphones,
} from './sound-check';

const route = (output: string, more: Partial<Route> = {}): SoundCheckEvent => ({
  type: 'route',
  route: { ...NO_ROUTE, input: 'Built-in', output, ...more },
  devices: [],
});
const stateAfter = (...events: SoundCheckEvent[]): SoundCheck => events.reduce(stepSoundCheck, firstCheck(null));
const open: SoundCheckEvent[] = [{ type: 'asking' }, { type: 'opened', isNew: true }, route('External Headphones')];
const calibrated: SoundCheckEvent[] = [
  ...open,
  { type: 'trialBegan' },
  { type: 'trialEnded', trips: [{ offsetMs: 81.3, errorMs: 0.4 }] },
];

describe('a calibration', () => {
  it('is what was measured', () => {
    expect(stateAfter(...calibrated)).toMatchObject({
      calibration: { offsetMs: 81.3, errorMs: 0.4, from: 'earphone', isShaken: false },
      trial: { at: 'done' },
    });
  });

  it.each<[string, SoundCheckEvent]>([
    ['another way out', route('Speakers')],
    ['another microphone', route('External Headphones', { input: 'USB Microphone' })],
    ['a stream that was opened again', { type: 'opened', isNew: true }],
    ['a microphone that went', { type: 'closed' }],
    ['sound that stood still', { type: 'stalled' }],
    ['a microphone that is refused', { type: 'refused', code: 'microphone_denied' }],
  ])('is void after %s', (_, event) => {
    expect(stateAfter(...calibrated, event).calibration).toBeNull();
  });

  it('does not come back with the devices that it was made with', () => {
    expect(stateAfter(...calibrated, route('Speakers'), route('External Headphones')).calibration).toBeNull();
  });

  it('survives what changes nothing: another look, another latency, the same stream', () => {
    const same = stateAfter(...calibrated, route('External Headphones', { outputLatencyMs: 30 }), {
      type: 'opened',
      isNew: false,
    });
    expect(same.calibration).toMatchObject({ offsetMs: 81.3 });
  });

  it('is of no use after a slip of the clock, and the next one is', () => {
    const slipped = stateAfter(...calibrated, { type: 'slipped', byMs: 3 });
    expect(slipped.calibration).toMatchObject({ isShaken: true });
    expect(knownOf(slipped)).toBeNull();
    expect(knownOf(calibrated.slice(-2).reduce(stepSoundCheck, slipped))).toMatchObject({ offsetMs: 81.3 });
  });

  it('is void where the way out has no name and any device comes or goes, or its latency steps', () => {
    const input = { kind: 'input', id: 'a', groupId: 'a', label: 'Built-in' } as const;
    const unnamed = (outputLatencyMs: number, ...labels: string[]): SoundCheckEvent => ({
      type: 'route',
      route: { ...NO_ROUTE, input: 'Built-in', outputLatencyMs },
      devices: [input, ...labels.map((label) => ({ ...input, id: label, label }))],
    });
    const before: SoundCheckEvent[] = [...open, unnamed(20), ...calibrated.slice(-2)];
    const left = (event: SoundCheckEvent) => stateAfter(...before, event).calibration;
    expect(left(unnamed(29))).not.toBeNull();
    expect(left({ type: 'latency', outputMs: 30 })).not.toBeNull();
    expect(left(unnamed(20, 'Headset'))).toBeNull();
    expect(left(unnamed(31))).toBeNull();
    expect(left({ type: 'latency', outputMs: 9 })).toBeNull();
    const named = stateAfter(...calibrated, route('External Headphones', { outputLatencyMs: 20 }));
    const later = stepSoundCheck(named, { type: 'latency', outputMs: 90 });
    expect(later).toMatchObject({ calibration: { offsetMs: 81.3 }, route: { outputLatencyMs: 90 } });
  });

  it('through which other devices came is none, and says so', () => {
    const disturbed = (...events: SoundCheckEvent[]) =>
      stateAfter(...open, { type: 'trialBegan' }, ...events, calibrated.at(-1)!);
    const none = { calibration: null, trial: { at: 'failed', code: 'calibration_uneven' } };
    expect(disturbed({ type: 'wear', isWorn: false })).toMatchObject(none);
    expect(disturbed({ type: 'slipped', byMs: 7 }, { type: 'wear', isWorn: false })).toMatchObject(none);
  });

  it('in which the clock slipped says so, and is still the best guess', () => {
    const slipped = stateAfter(...open, { type: 'trialBegan' }, { type: 'slipped', byMs: 7 }, calibrated.at(-1)!);
    expect(slipped).toMatchObject({
      calibration: { offsetMs: 81.3, isShaken: true },
      trial: { at: 'failed', code: 'calibration_uneven' },
    });
    expect(knownOf(slipped)).toBeNull();
  });

  it('is none when it is uncertain by more than 10 ms', () => {
    const ended = (...errors: number[]): SoundCheckEvent => ({
      type: 'trialEnded',
      trips: errors.map((errorMs) => ({ offsetMs: 81, errorMs })),
    });
    const failed = stateAfter(...open, { type: 'trialBegan' }, ended(10.1));
    expect(failed).toMatchObject({ calibration: null, trial: { at: 'failed', code: 'calibration_uneven' } });
    expect(knownOf(stateAfter(...open, { type: 'trialBegan' }, ended(51, 4, 10)))).toMatchObject({ errorMs: 10 });
  });

  it('of ten is the middle of them, with half their spread', () => {
    const trips = [80, 81, 82, 81, 81, 81].map((offsetMs) => ({ offsetMs, errorMs: 0.3 }));
    expect(stateAfter(...open, { type: 'trialBegan' }, { type: 'trialEnded', trips })).toMatchObject({
      calibration: { offsetMs: 81, errorMs: 1 },
      trial: { found: { spreadMs: 2, medianMs: 81 } },
    });
  });

  it('is no more than a guess when they lie far apart, and none when nothing was heard', () => {
    const trips = [80, 200].map((offsetMs) => ({ offsetMs, errorMs: 0.3 }));
    const far = stateAfter(...open, { type: 'trialBegan' }, { type: 'trialEnded', trips });
    expect(far).toMatchObject({ calibration: { isShaken: true, errorMs: 60 }, trial: { at: 'done' } });
    expect(knownOf(far)).toBeNull();
    const unheard = stateAfter(...open, { type: 'trialBegan' }, { type: 'trialEnded', trips: [] });
    expect(unheard).toMatchObject({ calibration: null, trial: { at: 'failed', code: 'nothing_heard' } });
  });

  it('comes too late once the trial was stopped', () => {
    const late = stateAfter(...open, { type: 'trialBegan' }, { type: 'trialStopped' }, calibrated.at(-1)!);
    expect(late.calibration).toBeNull();
  });

  it.each([
    ['External Headphones', false],
    ['Speakers', true],
  ])('through %s is void once the person says otherwise, and not when they say the same', (output, isWorn) => {
    const events: SoundCheckEvent[] = [...open, route(output), ...calibrated.slice(-2)];
    expect(stateAfter(...events, { type: 'wear', isWorn }).calibration).toBeNull();
    expect(stateAfter(...events, { type: 'wear', isWorn: !isWorn }).calibration).not.toBeNull();
  });
});

describe('a take that was measured', () => {
  const known = { offsetMs: 90, errorMs: 1 };
  const learns = (events: SoundCheckEvent[], told: { offsetMs: number; errorMs: number }) => {
    const before = stateAfter(...events);
    return stepSoundCheck(before, { type: 'learned', known: told, epoch: before.epoch });
  };
  it('tells the next one', () => expect(knownOf(learns(open, known))).toMatchObject({ ...known, from: 'take' }));

  it('leaves a calibration that it agrees with, and is believed before another', () => {
    const agreeing = learns(calibrated, { offsetMs: 83, errorMs: 0.3 });
    expect(agreeing.calibration).toMatchObject({ offsetMs: 81.3, from: 'earphone' });
    expect(learns(calibrated, known).calibration).toMatchObject({ ...known, from: 'take' });
    expect(knownOf(learns([...calibrated, { type: 'slipped', byMs: 3 }], known))).toMatchObject(known);
  });
});

describe('a take', () => {
  it.each<[string, SoundCheckEvent]>([
    ['the clock slipped', { type: 'slipped', byMs: 3 }],
    ['headphones were put off', { type: 'wear', isWorn: false }],
    ['the sound stood still', { type: 'stalled' }],
    ['the devices changed', route('Speakers')],
    ['the stream was opened again', { type: 'opened', isNew: true }],
  ])('teaches nothing once %s', (_, event) => {
    const { epoch } = stateAfter(...open);
    const known = { offsetMs: 90, errorMs: 1 };
    expect(stateAfter(...open, event, { type: 'learned', known, epoch }).calibration).toBeNull();
  });
});

describe('what moved the round trip during a take', () => {
  const before = stateAfter(...calibrated);
  const then = (...events: SoundCheckEvent[]) => shakenSince(before, events.reduce(stepSoundCheck, before));
  it('is nothing, a slip, or another device', () => {
    expect(then(route('External Headphones', { outputLatencyMs: 3 }))).toBeNull();
    expect(then({ type: 'slipped', byMs: 5 }, { type: 'slipped', byMs: -3 })).toEqual({ doubt: 'busy', byMs: 8 });
    expect(then(route('Speakers'))).toEqual({ doubt: 'devices_changed', byMs: null });
  });
});

describe('headphones', () => {
  it('are what the labels say until the person says otherwise, for these devices', () => {
    const named = stateAfter(...open);
    expect(wearsHeadphones(named)).toBe(true);
    const denied = stepSoundCheck(named, { type: 'wear', isWorn: false });
    expect(wearsHeadphones(denied)).toBe(false);
    expect(wearsHeadphones([route('Speakers'), route('Earbuds')].reduce(stepSoundCheck, denied))).toBe(true);
  });

  it('may be said before anything has a name', () => {
    expect(wearsHeadphones(stateAfter({ type: 'wear', isWorn: true }, route('Speakers')))).toBe(true);
  });

  it('alone let one hear oneself, and not while an earphone is at the microphone', () => {
    const wanted = stateAfter(...open, { type: 'monitor', isOn: true });
    expect(hearsSelf(wanted)).toBe(true);
    expect(hearsSelf(stepSoundCheck(wanted, { type: 'trialBegan' }))).toBe(false);
    expect(hearsSelf(stepSoundCheck(wanted, { type: 'hush', isOn: true }))).toBe(false);
    expect(hearsSelf(stepSoundCheck(wanted, { type: 'wear', isWorn: false }))).toBe(false);
  });
});

describe('Record waits', () => {
  it('for a calibration when an answer is given with headphones, once for a pair of devices', () => {
    const state = stateAfter(...open);
    expect(holdFor(state, true)).toBe('calibration');
    expect(holdFor(state, false)).toBeNull();
    const asked = stepSoundCheck(state, { type: 'held', hold: 'calibration' });
    expect(holdFor(asked, true)).toBeNull();
    expect(holdFor(stepSoundCheck(asked, route('AirPods Max (cable headphones)', {})), true)).not.toBeNull();
    expect(holdFor(stateAfter(...calibrated), true)).toBeNull();
  });

  it('again once a calibration that was made is lost, and not for one that was skipped', () => {
    const asked: SoundCheckEvent = { type: 'held', hold: 'calibration' };
    const slip: SoundCheckEvent = { type: 'slipped', byMs: 3 };
    expect(holdFor(stateAfter(...open, asked, ...calibrated.slice(-2), slip), true)).toBe('calibration');
    expect(holdFor(stateAfter(...open, asked, slip), true)).toBeNull();
  });

  it('for Bluetooth first, and then for its calibration', () => {
    const state = stateAfter(route('AirPods Pro'));
    expect(holdFor(stepSoundCheck(state, { type: 'held', hold: 'bluetooth' }), true)).toBe('calibration');
  });

  it('for nothing on speakers', () => {
    expect(holdFor(stateAfter(route('Speakers')), true)).toBeNull();
    expect(holdFor(stateAfter(), true)).toBeNull();
  });

  it('with a warning before Bluetooth: of an answer always, of a seed where the microphone is', () => {
    const out = stateAfter(route('AirPods Pro'));
    expect([holdFor(out, true), holdFor(out, false)]).toEqual(['bluetooth', null]);
    const both = stateAfter(route('AirPods Pro', { input: 'AirPods Pro' }));
    expect([holdFor(both, true), holdFor(both, false)]).toEqual(['bluetooth', 'bluetooth']);
    const asked = stepSoundCheck(both, { type: 'held', hold: 'bluetooth' });
    expect(holdFor(asked, false)).toBeNull();
  });
});

it('leaves that very state when nothing changes', () => {
  const state = stateAfter(...open);
  for (const event of [{ type: 'asking' }, { type: 'opened', isNew: false }, { type: 'trialStopped' }] as const) {
    expect(stepSoundCheck(state, event)).toBe(state);
  }
});
