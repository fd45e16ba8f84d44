import type { Alignment } from '@/lib/domain/schemas';
import type { CutStem } from '@/lib/mixing/job';
import type { Span } from '@/lib/timeline/rule';
import { inputStepMs } from './alignment';
import type { Recorded } from './ports';
import { recut } from './recut';
import type { Draft, Effect, Reviewing, Step, StudioEvent } from './state';
import { nudged, type Recut, trimmed } from './trim';

/** A draft that can be cut anew. */
type Editable = Omit<Draft, keyof Recut> & Recut;
type Edit = Extract<StudioEvent, { type: 'nudge' | 'trim' | 'settle' | 'calibrated' }>;

/** A trial that is less sure than this is none (ms). */
const MOST_CALIBRATED_MS = 10;

const stay = (state: Reviewing): Step => ({ state, effects: [] });

/** Moves and trims a take while it is reviewed: heard and seen at once, made anew when it is settled. */
export function stepEditing(state: Reviewing, event: Edit): Step {
  switch (event.type) {
    case 'nudge':
      return edited(state, nudgeable(state.draft), (take) => nudged(take, event.nudgeMs), event.loop);
    case 'trim':
      return edited(state, recuttable(state.draft), (take) => trimmed(take, event.fromMs, event.toMs), null);
    case 'settle': {
      const silenced = state.playback === 'looping' ? ({ ...state, playback: 'paused' } as const) : state;
      const { draft, effects } = settled(silenced.draft);
      const pause: Effect[] = silenced === state ? [] : [{ type: 'pause' }];
      return { state: draft === silenced.draft ? silenced : { ...silenced, draft }, effects: [...pause, ...effects] };
    }
    case 'calibrated':
      return calibrated(state, event);
  }
}

/** `draft` as something that can be cut anew, or null: a file has no margins, and what is broken stays as it is. */
export function recuttable(draft: Draft): Editable | null {
  const { stem, recorded, rendering } = draft;
  const { cut } = recorded;
  if (!stem || cut === 'whole' || rendering.at === 'broken') return null;
  return { ...draft, stem, recorded: { ...recorded, cut } };
}

/**
 * Only what has something to be in time with can be moved in time, and only from the place that it will have: one that is still to
 * be measured would be moved away from it.
 */
export const nudgeable = (draft: Draft): Editable | null =>
  draft.aim.answer && draft.stem?.isPlaced ? recuttable(draft) : null;

/** How the take lies in time as it will be published, or who is still to find that out. */
export const placeOf = (draft: Draft): Alignment | 'device' | 'server' =>
  draft.stem?.isPlaced ? draft.stem.alignment : makerOf(draft);

/** Whether a round trip that is measured in `epoch` is that of this take, and would tell more of it than is known. */
export const canCalibrate = (draft: Draft, epoch: number): boolean =>
  draft.recorded.epoch === epoch &&
  draft.recorded.alignment.doubt === null &&
  nudgeable(draft)?.stem.alignment.method === 'estimated';

function edited(state: Reviewing, take: Editable | null, edit: (take: Editable) => Editable, loop: Span | null): Step {
  if (!take) return stay(state);
  const { takeId } = take.ids;
  const changed = edit(take);
  if (changed === take) return loop ? looped(state, loop) : stay(state);
  const isNew = state.draft.rendering.at !== 'edited';
  const draft: Draft = { ...changed, rendering: { at: 'edited', by: makerOf(state.draft) } };
  // A sound that is not of this place any more ends; a loop takes the new place up by itself.
  const isStale = state.playback === 'playing' || state.playback === 'waiting';
  const next: Reviewing = { ...state, draft, playback: isStale ? 'paused' : state.playback };
  const effects: Effect[] = [
    ...(isStale ? [{ type: 'pause' } satisfies Effect] : []),
    ...(isNew ? [{ type: 'stopRender', takeId } satisfies Effect, { type: 'warm' } satisfies Effect] : []),
    { type: 'loadStem', stem: changed.stem, aim: changed.aim },
  ];
  if (!loop) return { state: next, effects };
  const heard = looped(next, loop);
  return { state: heard.state, effects: [...effects, ...heard.effects] };
}

export function looped(state: Reviewing, span: Span): Step {
  if (state.playback === 'looping' || !state.draft.stem) return stay(state);
  const effects: Effect[] = state.playback === 'playing' ? [{ type: 'pause' }] : [];
  return {
    state: { ...state, playback: 'looping' },
    effects: [...effects, { type: 'loop', takeId: state.draft.ids.takeId, span }],
  };
}

/** Has the files of an edited take made, and keeps where it lies now; any other draft is as it was. */
export function settled(draft: Draft): { draft: Draft; effects: Effect[] } {
  const { rendering, ids, aim, recorded } = draft;
  if (rendering.at !== 'edited') return { draft, effects: [] };
  const keep: Effect = { type: 'keepRecorded', ids, aim, recorded };
  if (rendering.by === 'server') return { draft: { ...draft, rendering: { at: 'server' } }, effects: [keep] };
  return {
    draft: { ...draft, rendering: { at: 'device' } },
    effects: [keep, { type: 'render', takeId: ids.takeId, recorded, aim }],
  };
}

/** Who makes the files of it: the server once the device has failed. */
const makerOf = ({ rendering }: Draft): 'device' | 'server' => {
  if (rendering.at === 'edited') return rendering.by;
  return rendering.at === 'server' ? 'server' : 'device';
};

/**
 * The take where a round trip says that was measured after it, and not moved from there: by ear it was moved from another place.
 * It is cut anew, for what the recording itself tells is believed before any calibration, and with one it may tell more.
 */
function calibrated(state: Reviewing, { offsetMs, errorMs, epoch }: Extract<Edit, { type: 'calibrated' }>): Step {
  const take = nudgeable(state.draft);
  if (!take || errorMs > MOST_CALIBRATED_MS || !canCalibrate(state.draft, epoch)) return stay(state);
  const { recorded, stem, aim, ...rest } = nudged(take, 0);
  const sureness = {
    method: 'calibrated',
    errorMs: errorMs + inputStepMs(recorded.gear?.contextRate),
    offsetMs,
  } as const;
  const headMs = stem.headMs + Math.round(offsetMs - stem.alignment.offsetMs);
  const moved: CutStem = {
    ...recut(stem, { headMs, durationMs: stem.durationMs }),
    alignment: { ...stem.alignment, ...sureness },
    isPlaced: false,
  };
  const known: Recorded = {
    ...recorded,
    alignment: { ...recorded.alignment, ...sureness },
    cut: { ...recorded.cut, latencyMs: offsetMs },
  };
  const by = makerOf(state.draft);
  const { draft, effects } = settled({ ...rest, aim, recorded: known, stem: moved, rendering: { at: 'edited', by } });
  const isHeard = state.playback === 'playing' || state.playback === 'looping';
  const pause: Effect[] = isHeard ? [{ type: 'pause' }] : [];
  return {
    state: { ...state, draft, playback: 'paused' },
    effects: [...pause, { type: 'loadStem', stem: moved, aim }, ...effects],
  };
}
