import type { ErrorCode } from '@/lib/domain/errors';
import { title } from '@/lib/domain/schemas';
import type { CutStem, Rendered } from '@/lib/mixing/job';
import { MAX_DURATION_MS } from '@/lib/timeline/rule';
import { lengthFault } from './aim';
import { looped, settled, stepEditing } from './edit-machine';
import { DRAFTS, wayBack } from './places';
import type { Form, Recorded } from './ports';
import { withLongerRaw } from './recut';
import type { Draft, Effect, Notice, Publishing, Rendering, Reviewing, State, Step, StudioEvent } from './state';

/** Faults of the recording itself: no other machine would mix it either. */
const FAULTS_OF_THE_SOURCE: ReadonlySet<ErrorCode> = new Set([
  'not_audio',
  'slate_not_found',
  'source_cut_short',
  'silent_take',
]);

const stay = (state: State): Step => ({ state, effects: [] });

export function stepReviewing(state: Reviewing, event: StudioEvent): Step {
  const { draft } = state;
  const takeId = draft.ids.takeId;
  switch (event.type) {
    case 'cut':
      return draft.rendering.at === 'edited' ? stay(state) : withStem(state, event.stem);
    case 'rendered':
      if (draft.rendering.at !== 'device') return stay(state);
      return { state: { ...state, draft: ready(draft, event.rendered) }, effects: keepMix(takeId, event.rendered) };
    case 'renderFailed': {
      if (draft.rendering.at !== 'device') return stay(state);
      const next = withoutDeviceMix(draft, event.code);
      const playback = next.draft.rendering.at === 'broken' && !draft.stem ? 'paused' : state.playback;
      return { state: { ...state, draft: next.draft, playback }, effects: next.effects };
    }
    case 'play':
      return play(state);
    case 'loop':
      return looped(state, event.span);
    case 'nudge':
    case 'trim':
    case 'settle':
    case 'calibrated':
      return stepEditing(state, event);
    case 'pause':
      return { state: { ...state, playback: 'paused' }, effects: pauseIf(state) };
    case 'played':
      return stay(state.playback === 'playing' ? { ...state, playback: 'paused' } : state);
    case 'playbackFailed':
      return stay({ ...state, playback: 'paused', notice: 'playback_failed' });
    case 'retake':
      return { state: { ...state, playback: 'paused', confirming: 'retake' }, effects: pauseIf(state) };
    case 'cancel':
      return { state: { ...state, playback: 'paused', confirming: 'leave' }, effects: pauseIf(state) };
    case 'dismiss':
      return stay({ ...state, confirming: null });
    case 'confirm':
      return confirmed(state);
    case 'keep': {
      const kept = settled(draft);
      const left = leave(draft, DRAFTS);
      // The page lets go of the mix that this begins; whoever opens the draft next finds where the take lies now.
      return { state: left.state, effects: [...kept.effects, ...left.effects] };
    }
    case 'note':
      return { state, effects: [{ type: 'keepForm', takeId, form: event.form }] };
    case 'save':
      return { state, effects: [{ type: 'save', recorded: draft.recorded }] };
    case 'publish':
      return publish(state, event.form);
    default:
      return stay(state);
  }
}

export function stepPublishing(state: Publishing, event: StudioEvent): Step {
  const { draft, form } = state;
  switch (event.type) {
    case 'progress':
      return stay({ ...state, progress: event.progress });
    case 'cut': {
      const next = cutAs(draft, event.stem);
      const effects: Effect[] = [{ type: 'loadStem', stem: event.stem, aim: draft.aim }];
      if (next.rendering.at === 'broken') return backToReview(next, null, [...effects, keepForm(state)]);
      return { state: { ...state, draft: next }, effects };
    }
    case 'cancel':
      // A mix takes a second or two, and what is not asked for yet would not be published.
      return draft.rendering.at === 'device' ? stay(state) : leave(draft, DRAFTS);
    case 'rendered': {
      if (draft.rendering.at !== 'device') return stay(state);
      const next = ready(draft, event.rendered);
      const effects = [...keepMix(draft.ids.takeId, event.rendered), send(next, form)];
      return { state: { ...state, draft: next }, effects };
    }
    case 'renderFailed': {
      if (draft.rendering.at !== 'device') return stay(state);
      const next = withoutDeviceMix(draft, event.code);
      if (next.draft.rendering.at === 'broken') {
        return backToReview(next.draft, null, [...next.effects, keepForm(state)]);
      }
      return { state: { ...state, draft: next.draft }, effects: [...next.effects, send(next.draft, form)] };
    }
    case 'published':
      return {
        state: { phase: 'published', draft, url: event.url },
        effects: [
          { type: 'forget', takeId: draft.ids.takeId },
          { type: 'open', url: event.url },
        ],
      };
    case 'publishFailed':
      if (!FAULTS_OF_THE_SOURCE.has(event.code)) return backToReview(draft, event.code, []);
      return backToReview({ ...draft, rendering: { at: 'broken', fault: event.code } }, null, []);
    default:
      return stay(state);
  }
}

const ready = (draft: Draft, rendered: Rendered): Draft => ({ ...draft, rendering: { at: 'ready', rendered } });
/** What was typed stays; the wish to publish it does not. */
const keepForm = ({ draft, form }: Publishing): Effect => ({ type: 'keepForm', takeId: draft.ids.takeId, form });
const keepMix = (takeId: string, rendered: Rendered): Effect[] => [
  { type: 'loadMix', mix: rendered.mix },
  { type: 'keepRendered', takeId, rendered },
];
const pauseIf = ({ playback }: Reviewing): Effect[] =>
  playback === 'playing' || playback === 'looping' ? [{ type: 'pause' }] : [];
const send = (draft: Draft, form: Form): Effect => ({ type: 'publish', takeId: draft.ids.takeId, draft, form });

const backToReview = (draft: Draft, notice: ErrorCode | null, effects: Effect[]): Step => ({
  state: { phase: 'reviewing', draft, playback: 'paused', notice, confirming: null },
  effects,
});

/** Goes on with a take that an earlier visit, or another page, left on the device. */
export function resume(draft: Draft, notice: Notice | null): Step<Reviewing> {
  const { ids, aim, recorded, rendering } = draft;
  const { takeId } = ids;
  return {
    state: { phase: 'reviewing', draft, playback: 'paused', notice, confirming: null },
    effects:
      rendering.at === 'ready'
        ? [
            {
              type: 'preview',
              takeId,
              recorded: { ...recorded, ...asStem(rendering.rendered) },
              margins: rendering.rendered.margins,
            },
            { type: 'loadMix', mix: rendering.rendered.mix },
          ]
        : [{ type: 'render', takeId, recorded, aim }],
  };
}

/** A finished stem needs no second cutting. */
const asStem = ({ stem, alignment }: Rendered): Pick<Recorded, 'source' | 'cut' | 'alignment'> => ({
  source: { bytes: new Uint8Array(stem), contentType: 'audio/flac' },
  cut: 'whole',
  alignment,
});

/** What is moved or trimmed is heard where it lies now, and its mix is begun meanwhile. */
function play(state: Reviewing): Step {
  const { playback } = state;
  if (playback === 'playing' || playback === 'waiting') return stay(state);
  const { draft, effects } = settled(state.draft);
  if (!draft.stem && draft.rendering.at === 'broken') return stay(state);
  if (!draft.stem) return stay({ ...state, playback: 'waiting' });
  return {
    state: { ...state, draft, playback: 'playing' },
    effects: [...pauseIf(state), ...effects, { type: 'play', takeId: draft.ids.takeId }],
  };
}

/** Where a take broke off, or how long a file is, is known only now. */
function cutAs(draft: Draft, stem: CutStem): Draft {
  const fault = lengthFault(draft.aim, stem.durationMs);
  return {
    ...draft,
    stem: withLongerRaw(stem, draft.stem),
    rendering: fault ? { at: 'broken', fault } : draft.rendering,
  };
}

function withStem(state: Reviewing, stem: CutStem): Step {
  const draft = cutAs(state.draft, stem);
  const { playback } = state;
  const takeId = draft.ids.takeId;
  const wanted = playback === 'waiting';
  const isFull = draft.recorded.cut === 'whole' && stem.durationMs === MAX_DURATION_MS;
  return {
    state: {
      ...state,
      draft,
      playback: wanted ? 'playing' : playback,
      notice: state.notice ?? (isFull ? 'file_cut' : null),
    },
    effects: [
      { type: 'loadStem', stem: draft.stem ?? stem, aim: draft.aim },
      ...(wanted ? [{ type: 'play', takeId } satisfies Effect] : []),
    ],
  };
}

/** The server takes over, unless the recording itself is at fault; without a stem one is still cut for the ear. */
function withoutDeviceMix(draft: Draft, code: ErrorCode): { draft: Draft; effects: Effect[] } {
  const broken = FAULTS_OF_THE_SOURCE.has(code);
  const rendering: Rendering = broken ? { at: 'broken', fault: code } : { at: 'server' };
  const { ids, recorded, stem } = draft;
  const unheard = !broken && stem === null;
  return {
    draft: { ...draft, rendering },
    effects: unheard ? [{ type: 'preview', takeId: ids.takeId, recorded, margins: null }] : [],
  };
}

function confirmed(state: Reviewing): Step {
  const { ids, aim } = state.draft;
  const drop: Effect[] = [
    { type: 'forget', takeId: ids.takeId },
    { type: 'drop', takeId: ids.takeId },
  ];
  switch (state.confirming) {
    case 'retake':
      return { state: { phase: 'idle', aim, notice: null }, effects: [...drop, { type: 'warm' }] };
    case 'leave':
      return { state: { phase: 'left' }, effects: [...drop, { type: 'open', url: wayBack(aim) }] };
    case null:
      return stay(state);
  }
}

const leave = ({ ids }: Draft, url: string): Step => ({
  state: { phase: 'left' },
  effects: [
    { type: 'forget', takeId: ids.takeId },
    { type: 'open', url },
  ],
});

function publish(state: Reviewing, form: Form): Step {
  const { draft, effects } = settled(state.draft);
  if (draft.rendering.at === 'broken') return stay(state);
  if (!draft.aim.answer && !title.safeParse(form.title).success) return stay({ ...state, notice: 'title_missing' });
  return {
    state: { phase: 'publishing', draft, form, progress: { station: 'device' } },
    effects: [
      ...pauseIf(state),
      ...effects,
      { type: 'rememberName', name: form.name },
      ...(draft.rendering.at === 'device'
        ? [{ type: 'keepWish', takeId: draft.ids.takeId, form } satisfies Effect]
        : [{ type: 'keepForm', takeId: draft.ids.takeId, form } satisfies Effect, send(draft, form)]),
    ],
  };
}
