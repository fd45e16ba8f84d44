import type { FileKind } from '@/lib/domain/audio-format';
import type { TakeStatus } from './outbox-status';
import type { StoredDraft } from './stored-draft';
import { isDue, isWaiting, type News, recorded, type WaitingDraft, type World } from './trip';

/** The outbox as one page knows it: what the device's store holds, and this page's part in sending it. */
export type OutboxState = {
  /** All drafts of the device. */
  drafts: readonly StoredDraft[];
  isOnline: boolean;
  /** One page sends at a time: whether it is this one, or is in line. */
  turn: 'none' | 'asked' | 'mine';
  /** The trip of which this page takes a step just now. */
  sending: { takeId: string; askedAt: number } | null;
};

export const EMPTY_OUTBOX: OutboxState = { drafts: [], isOnline: true, turn: 'none', sending: null };

export type OutboxEvent =
  /** What the store holds now. */
  | { type: 'read'; drafts: readonly StoredDraft[] }
  /** This page's turn to send, and what the store holds now: another page may have sent since. */
  | { type: 'turn'; drafts: readonly StoredDraft[] }
  | { type: 'turnLost' }
  | { type: 'online' }
  | { type: 'offline' }
  /** Somebody looks at the page. */
  | { type: 'seen' }
  | { type: 'woke' }
  /** Of the step under way. */
  | { type: 'news'; takeId: string; askedAt: number; news: News }
  /** The step under way is over, whatever became of it. */
  | { type: 'ended' };

/** What brings a take further: its files to the store, its mix made there, its place in the tree. */
export type Doing = 'send' | 'mix' | 'publish';

export type OutboxEffect =
  | { type: 'askTurn' }
  | { type: 'yieldTurn' }
  /** Writes it down; of a published take, then lets its bytes go. */
  | { type: 'record'; takeId: string; askedAt: number; news: News; world: World }
  | { type: 'run'; takeId: string; askedAt: number; doing: Doing }
  /** Breaks off the step under way: its take was discarded or withdrawn. */
  | { type: 'stop' }
  /** Looks again then (ms since 1970). */
  | { type: 'wake'; at: number };

export type OutboxStep = { state: OutboxState; effects: OutboxEffect[] };

/** Advances the outbox. Effects are in order: what happened is written down before anything goes on from it. */
export function next(state: OutboxState, event: OutboxEvent, world: World): OutboxStep {
  const moved = apply(state, event, world);
  const gone = goOn(moved.state, world);
  return { state: gone.state, effects: [...moved.effects, ...gone.effects] };
}

function apply(state: OutboxState, event: OutboxEvent, world: World): OutboxStep {
  switch (event.type) {
    case 'read':
      return withDrafts(state, event.drafts);
    case 'turn':
      return withDrafts({ ...state, turn: 'mine' }, event.drafts);
    case 'turnLost':
      return { state: { ...state, turn: 'none' }, effects: state.sending ? [{ type: 'stop' }] : [] };
    case 'online':
      return hurried({ ...state, isOnline: true }, world);
    case 'offline':
      return { state: { ...state, isOnline: false }, effects: [] };
    case 'seen':
      return hurried(state, world);
    case 'woke':
      return { state, effects: [] };
    case 'news':
      return told(state, event.takeId, event.askedAt, event.news, world);
    case 'ended':
      return { state: { ...state, sending: null }, effects: [] };
  }
}

function withDrafts(state: OutboxState, drafts: readonly StoredDraft[]): OutboxStep {
  const { sending } = state;
  const isStillAsked =
    !sending ||
    drafts.some(
      (draft) => isWaiting(draft) && draft.takeId === sending.takeId && draft.delivery.askedAt === sending.askedAt,
    );
  return { state: { ...state, drafts }, effects: isStillAsked ? [] : [{ type: 'stop' }] };
}

function told(state: OutboxState, takeId: string, askedAt: number, news: News, world: World): OutboxStep {
  const drafts = state.drafts.map((draft) => (draft.takeId === takeId ? recorded(draft, askedAt, news, world) : draft));
  return { state: { ...state, drafts }, effects: [{ type: 'record', takeId, askedAt, news, world }] };
}

function hurried(state: OutboxState, world: World): OutboxStep {
  const late = state.drafts.filter(isWaiting).filter(({ delivery }) => delivery.notBefore > world.now);
  return late.reduce<OutboxStep>(
    (step, { takeId, delivery }) => {
      const { state, effects } = told(step.state, takeId, delivery.askedAt, { type: 'hurried' }, world);
      return { state, effects: [...step.effects, ...effects] };
    },
    { state, effects: [] },
  );
}

function goOn(state: OutboxState, { now }: World): OutboxStep {
  if (state.sending) return { state, effects: [] };
  const ready = inOrder(state.drafts).filter((draft) => !waitsForParent(state, draft));
  const first = ready.find(({ delivery }) => isDue(delivery, now));
  if (first && state.turn === 'mine') {
    const { takeId } = first;
    const { askedAt } = first.delivery;
    return {
      state: { ...state, sending: { takeId, askedAt } },
      effects: [{ type: 'run', takeId, askedAt, doing: doingOf(first) }],
    };
  }
  if (first) {
    return state.turn === 'asked'
      ? { state, effects: [] }
      : { state: { ...state, turn: 'asked' }, effects: [{ type: 'askTurn' }] };
  }
  const wakeAt = Math.min(...ready.map(({ delivery }) => delivery.notBefore));
  const wake: OutboxEffect[] = ready.length > 0 ? [{ type: 'wake', at: wakeAt }] : [];
  if (state.turn !== 'mine') return { state, effects: wake };
  return { state: { ...state, turn: 'none' }, effects: [{ type: 'yieldTurn' }, ...wake] };
}

const inOrder = (drafts: readonly StoredDraft[]) =>
  drafts.filter(isWaiting).sort((a, b) => a.delivery.askedAt - b.delivery.askedAt || (a.takeId < b.takeId ? -1 : 1));

/** A parent that is on this device and not published is on no server: its children stay behind it, asked or not. */
function waitsForParent({ drafts }: OutboxState, { aim }: StoredDraft): boolean {
  const parentId = aim.answer?.parent.id;
  return drafts.some(({ takeId, delivery }) => takeId === parentId && delivery?.at !== 'published');
}

/** The files that the server needs of this device. */
export function neededKinds({ rendered }: StoredDraft): FileKind[] {
  if (!rendered) return ['source'];
  return rendered.hasMargins ? ['stem', 'mix', 'margins'] : ['stem', 'mix'];
}

function doingOf(draft: WaitingDraft): Doing {
  const { arrived, mixed } = draft.delivery;
  if (mixed) return 'publish';
  if (neededKinds(draft).some((kind) => !arrived[kind])) return 'send';
  return draft.rendered ? 'publish' : 'mix';
}

/** Where a take is while no step of it is under way anywhere. */
export function statusOf(state: OutboxState, draft: StoredDraft, now: number): TakeStatus {
  const { delivery } = draft;
  if (!delivery || draft.stage !== 'outbox') return { at: 'device' };
  if (delivery.at === 'published')
    return { at: 'published', url: delivery.url, ...(delivery.waits && { waits: true }) };
  if (delivery.at === 'refused') return { at: 'refused', code: delivery.code };
  const { lastCode: code, notBefore } = delivery;
  const isLate = isDue(delivery, now);
  return { at: 'waiting', for: waitsFor(), code, retryAt: isLate ? null : notBefore };

  function waitsFor() {
    if (waitsForParent(state, draft)) return 'parent';
    if (!state.isOnline || code === 'network_unreachable') return 'network';
    return isLate ? 'turn' : 'retry';
  }
}
