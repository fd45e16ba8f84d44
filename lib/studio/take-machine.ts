import type { ErrorCode } from '@/lib/domain/errors';
import { MAX_DURATION_MS, MIN_DURATION_MS } from '@/lib/timeline/rule';
import { missingMs, movePunch, shortestMs } from './aim';
import { wayBack } from './places';
import type { Asking, Finishing, Idle, Notice, Preroll, Recording, State, Step, StudioEvent } from './state';

const stay = (state: State): Step => ({ state, effects: [] });

const backToIdle = ({ aim }: Asking | Preroll | Recording | Finishing, notice: Notice | null): Step => ({
  state: { phase: 'idle', aim, notice },
  effects: [{ type: 'abandon' }],
});

export function stepIdle(state: Idle, event: StudioEvent): Step {
  switch (event.type) {
    case 'record':
      return {
        state: { phase: 'asking', aim: state.aim, ids: event.ids },
        effects: [{ type: 'begin', takeId: event.ids.takeId, aim: state.aim }],
      };
    case 'movePunch': {
      const aim = movePunch(state.aim, event.punchMs);
      return stay(aim === state.aim ? state : { ...state, aim });
    }
    case 'cancel':
      return { state: { phase: 'left' }, effects: [{ type: 'open', url: wayBack(state.aim) }] };
    default:
      return stay(state);
  }
}

export function stepAsking(state: Asking, event: StudioEvent): Step {
  switch (event.type) {
    case 'begun':
      return { state: { ...state, phase: 'preroll', notice: null }, effects: [{ type: 'warm' }] };
    case 'refused':
    case 'lost':
      return backToIdle(state, event.code);
    case 'cancel':
      return backToIdle(state, null);
    default:
      return stay(state);
  }
}

export function stepPreroll(state: Preroll, event: StudioEvent): Step {
  switch (event.type) {
    case 'punched':
      return stay({ ...state, phase: 'recording', toldMissingMs: null, confirming: null });
    case 'lost':
      return backToIdle(state, event.code);
    case 'cancel':
      return backToIdle(state, null);
    default:
      return stay(withNotice(state, event));
  }
}

export function stepRecording(state: Recording, event: StudioEvent): Step {
  switch (event.type) {
    case 'stop': {
      const missing = missingMs(state.aim, event.elapsedMs);
      if (missing > 0) return stay({ ...state, toldMissingMs: missing });
      return finish(state, Math.min(event.elapsedMs, MAX_DURATION_MS), state.notice, null);
    }
    case 'limit':
      return finish(state, MAX_DURATION_MS, 'limit_reached', null);
    case 'lost':
      return finish(state, Math.max(1, event.elapsedMs), event.code, tooShort(state, event.elapsedMs));
    case 'cancel':
      return stay({ ...state, confirming: 'cancel' });
    case 'dismiss':
      return stay({ ...state, confirming: null });
    case 'confirm':
      return state.confirming === 'cancel' ? backToIdle(state, null) : stay(state);
    default:
      return stay(withNotice(state, event));
  }
}

export function stepFinishing(state: Finishing, event: StudioEvent): Step {
  switch (event.type) {
    case 'recorded': {
      const { aim, ids, notice, fault } = state;
      const { recorded } = event;
      const rendering = fault ? ({ at: 'broken', fault } as const) : ({ at: 'device' } as const);
      return {
        state: {
          phase: 'reviewing',
          draft: { ids, aim, recorded, rendering, stem: null },
          playback: 'paused',
          notice,
          confirming: null,
        },
        effects: fault ? [] : [{ type: 'render', takeId: ids.takeId, recorded, aim }],
      };
    }
    case 'refused':
      return backToIdle(state, event.code);
    default:
      return stay(state);
  }
}

function finish(state: Recording, durationMs: number, notice: Notice | null, fault: ErrorCode | null): Step {
  const { aim, ids } = state;
  return {
    state: { phase: 'finishing', aim, ids, notice: notice === 'microphone_silent' ? null : notice, fault },
    effects: [{ type: 'finish', takeId: ids.takeId, durationMs }],
  };
}

function tooShort({ aim }: Recording, elapsedMs: number): ErrorCode | null {
  if (elapsedMs >= shortestMs(aim)) return null;
  return elapsedMs < MIN_DURATION_MS ? 'take_too_short' : 'does_not_outlast_parent';
}

function withNotice<S extends Preroll | Recording>(state: S, event: StudioEvent): S {
  switch (event.type) {
    case 'silent':
      return { ...state, notice: 'microphone_silent' };
    case 'heard':
      return state.notice === 'microphone_silent' ? { ...state, notice: null } : state;
    case 'devicesChanged':
      return { ...state, notice: 'devices_changed' };
    default:
      return state;
  }
}
