import type { ErrorCode } from '@/lib/domain/errors';
import { NOT_ALIGNED } from '@/lib/domain/not-aligned';
import { type Aim, lengthFault, longestMs, missingMs, movePunch } from './aim';
import { wayBack } from './places';
import type { Ids, Recorded } from './ports';
import type { Asking, Finishing, Held, Idle, Notice, Preroll, Recording, State, Step, StudioEvent } from './state';

const stay = (state: State): Step => ({ state, effects: [] });

const backToIdle = ({ aim, ids }: Asking | Held | Preroll | Recording, notice: Notice | null): Step => ({
  state: { phase: 'idle', aim, notice },
  effects: [{ type: 'abandon' }, { type: 'drop', takeId: ids.takeId }],
});

export function stepIdle(state: Idle, event: StudioEvent): Step {
  switch (event.type) {
    case 'record':
      return {
        state: { phase: 'asking', aim: state.aim, ids: event.ids },
        effects: [{ type: 'begin', takeId: event.ids.takeId, ids: event.ids, aim: state.aim }],
      };
    case 'bring': {
      const recorded: Recorded = { source: event.source, cut: 'whole', alignment: NOT_ALIGNED };
      return reviewOf(event.ids, state.aim, recorded, null, null);
    }
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
    case 'held':
      return stay({ ...state, phase: 'held', hold: event.hold });
    case 'begun':
      return stay({ ...state, phase: 'preroll', notice: null });
    case 'refused':
    case 'lost':
      return backToIdle(state, event.code);
    case 'cancel':
      return backToIdle(state, null);
    default:
      return stay(state);
  }
}

export function stepHeld(state: Held, event: StudioEvent): Step {
  const { aim, ids } = state;
  switch (event.type) {
    case 'goOn':
      return { state: { phase: 'asking', aim, ids }, effects: [{ type: 'goOn' }] };
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
      return {
        state: { ...state, phase: 'recording', toldMissingMs: null, confirming: null },
        effects: [{ type: 'keepPunched', takeId: state.ids.takeId }],
      };
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
      return finish(state, Math.min(event.elapsedMs, longestMs(state.aim)), state.notice, null);
    }
    case 'limit':
      return finish(state, longestMs(state.aim), 'limit_reached', null);
    case 'lost': {
      const durationMs = Math.min(Math.max(1, event.elapsedMs), longestMs(state.aim));
      return finish(state, durationMs, event.code, lengthFault(state.aim, durationMs));
    }
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
    case 'recorded':
      return reviewOf(state.ids, state.aim, event.recorded, state.notice, state.fault);
    case 'refused':
      // What has reached the device until then stays there, as an unfinished take.
      return { state: { phase: 'idle', aim: state.aim, notice: event.code }, effects: [{ type: 'abandon' }] };
    default:
      return stay(state);
  }
}

function reviewOf(ids: Ids, aim: Aim, recorded: Recorded, notice: Notice | null, fault: ErrorCode | null): Step {
  const rendering = fault ? ({ at: 'broken', fault } as const) : ({ at: 'device' } as const);
  return {
    state: {
      phase: 'reviewing',
      draft: { ids, aim, recorded, rendering, stem: null },
      playback: 'paused',
      notice,
      confirming: null,
    },
    effects: [
      { type: 'keepRecorded', ids, aim, recorded },
      fault
        ? { type: 'preview', takeId: ids.takeId, recorded, margins: null }
        : { type: 'render', takeId: ids.takeId, recorded, aim },
    ],
  };
}

function finish(state: Recording, durationMs: number, notice: Notice | null, fault: ErrorCode | null): Step {
  const { aim, ids } = state;
  return {
    state: { phase: 'finishing', aim, ids, durationMs, notice: notice === 'microphone_silent' ? null : notice, fault },
    effects: [{ type: 'finish', takeId: ids.takeId, durationMs }],
  };
}

function withNotice<S extends Preroll | Recording>(state: S, event: StudioEvent): S {
  switch (event.type) {
    case 'silent':
      return { ...state, notice: 'microphone_silent' };
    case 'heard':
      return state.notice === 'microphone_silent' ? { ...state, notice: null } : state;
    case 'devicesChanged':
      return { ...state, notice: event.change };
    case 'storageRefused':
      return { ...state, notice: event.code };
    default:
      return state;
  }
}
