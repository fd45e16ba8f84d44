import { AppError, type ErrorCode } from '@/lib/domain/errors';
import { createScope, type Scope } from '@/lib/scope';
import type { Form } from '@/lib/studio/ports';
import type { Deliver } from './deliver';
import type { Drafts } from './drafts';
import { EMPTY_OUTBOX, next, type OutboxEffect, type OutboxEvent, type OutboxState, statusOf } from './outbox';
import type { TakeStatus } from './outbox-status';
import { asked, type News, recorded, retried, withdrawn } from './trip';

export type Outbox = {
  /** Puts a draft on its way, for good. Throws draft_incomplete when the device does not have it. */
  ask(takeId: string, form: Form): Promise<void>;
  /** Tries now, a refused take too. */
  retry(takeId: string): Promise<void>;
  /** Back to the review; false while a step of it is under way, or when it is published. */
  withdraw(takeId: string): Promise<boolean>;
  /** The same object until it changes; null when there is no such draft. */
  statusOf(takeId: string): TakeStatus | null;
  subscribe(listener: () => void): () => void;
  /** How many takes are asked to be published and are not. */
  pending(): number;
  close(): void;
};

/** The step that some page takes of a take just now; null when it has ended. */
export type Live = { takeId: string; status: TakeStatus } | null;

export type OutboxPorts = {
  drafts: Drafts;
  deliver: Deliver;
  /** Runs when it is this page's turn to send, which lasts until `run` ends. Rejects when the turn is taken away. */
  inTurn(run: () => Promise<void>, signal: AbortSignal): Promise<void>;
  /** `after` answers how to call it off. */
  clock: { now(): number; after(ms: number, run: () => void): () => void };
  /** 0 to 1 */
  random(): number;
  page: { isOnline(): boolean; listen(scope: Scope, tell: (signal: 'online' | 'offline' | 'seen') => void): void };
  otherPages: { tell(live: Live): void; listen(scope: Scope, hear: (live: Live) => void): void };
  /** A failure that is nobody's but the code's own. */
  report(cause: unknown): void;
};

/** A timer is no longer than this (ms): a page that was frozen, or a clock that was moved, is late by no more. */
const LONGEST_SLEEP_MS = 30_000;
/** What is shown of an upload changes so often (ms). */
const SHOWN_EVERY_MS = 250;

/** Sends what is asked to be published, from this page or by way of another one, until all of it is. */
export function createOutbox(ports: OutboxPorts): Outbox {
  const { drafts, deliver, inTurn, clock, random, page, otherPages } = ports;
  const scope = createScope();
  /** What a closing page breaks off goes on with the next one. */
  const report = (cause: unknown): void => (scope.closed ? undefined : ports.report(cause));
  const listeners = new Set<() => void>();
  let state: OutboxState = { ...EMPTY_OUTBOX, isOnline: page.isOnline() };
  let statuses: ReadonlyMap<string, TakeStatus> = new Map();
  let own: Live = null;
  let others: Live = null;
  let stopStep: () => void = () => undefined;
  let yieldTurn: () => void = () => undefined;
  let cancelWake: () => void = () => undefined;

  let last: Promise<unknown> = Promise.resolve();
  /** One after another: what is read from the store is never older than what is known here. */
  function queued(work: () => Promise<void>): Promise<void> {
    const done = last.then(() => (scope.closed ? undefined : work()));
    last = done.catch(report);
    return done;
  }
  const send = (event: OutboxEvent): void => void queued(() => advance(event));

  async function advance(event: OutboxEvent): Promise<void> {
    const step = next(state, event, { now: clock.now(), random: random(), isOnline: state.isOnline });
    state = step.state;
    refresh();
    for (const effect of step.effects) {
      if (!scope.closed) await perform(effect).catch(report);
    }
  }

  async function perform(effect: OutboxEffect): Promise<void> {
    switch (effect.type) {
      case 'record':
        return record(effect);
      case 'run':
        return run(effect);
      case 'stop':
        return stopStep();
      case 'askTurn':
        return askTurn();
      case 'yieldTurn':
        return yieldTurn();
      case 'wake':
        cancelWake();
        cancelWake = clock.after(Math.min(LONGEST_SLEEP_MS, Math.max(0, effect.at - clock.now())), () =>
          send({ type: 'woke' }),
        );
    }
  }

  async function record({ takeId, askedAt, news, world }: Extract<OutboxEffect, { type: 'record' }>): Promise<void> {
    const draft = await drafts.change(takeId, (stored) => recorded(stored, askedAt, news, world));
    // Only what the device itself knows to be on the server may go.
    if (news.type === 'published' && draft?.delivery?.at === 'published') await drafts.lighten(takeId);
  }

  function run({ takeId, askedAt, doing }: Extract<OutboxEffect, { type: 'run' }>): void {
    const stop = new AbortController();
    stopStep = () => stop.abort();
    const tell = (news: News) => queued(() => advance({ type: 'news', takeId, askedAt, news }));
    const uploading = (sentBytes: number, totalBytes: number) => ({ at: 'uploading', sentBytes, totalBytes }) as const;
    // Without a network nothing is on its way: a try that finds one says so by its first bytes.
    if (state.isOnline)
      show({ takeId, status: doing === 'send' ? uploading(0, 0) : { at: 'server', doing: WORK[doing] } });
    let beganWith: number | null = null;
    const showProgress = throttled(clock.now, (sent: number, total: number) =>
      show({ takeId, status: uploading(sent, total) }),
    );
    const onProgress = (sent: number, total: number) => {
      beganWith ??= sent;
      if (!stop.signal.aborted && (state.isOnline || sent > beganWith)) showProgress(sent, total);
    };
    void deliver({ takeId, doing, tell, onProgress, signal: stop.signal })
      .catch((cause: unknown) => (stop.signal.aborted ? undefined : tell({ type: 'failed', ...faultOf(cause) })))
      .then(() =>
        queued(async () => {
          show(null);
          // Whatever the step found changed by others is known before the next one is chosen.
          await read('read');
          await advance({ type: 'ended' });
        }),
      );
  }

  function faultOf(cause: unknown): { code: ErrorCode; retryAfterMs?: number } {
    if (!(cause instanceof AppError)) {
      report(cause);
      return { code: 'unexpected' };
    }
    const { code, details } = cause;
    return typeof details?.retryAfterMs === 'number' ? { code, retryAfterMs: details.retryAfterMs } : { code };
  }

  function askTurn(): void {
    const ended = new Promise<void>((resolve) => {
      yieldTurn = resolve;
    });
    let wasMine = false;
    const mine = async () => {
      wasMine = true;
      others = null;
      await queued(() => read('turn'));
      await ended;
    };
    inTurn(mine, closing.signal).catch((cause: unknown) => {
      if (scope.closed) return;
      if (wasMine) return send({ type: 'turnLost' });
      report(cause);
      clock.after(LONGEST_SLEEP_MS, () => send({ type: 'turnLost' }));
    });
  }

  async function read(type: 'read' | 'turn'): Promise<void> {
    const found = await drafts.all();
    const seen = new Set(found.map(({ takeId }) => takeId));
    // What cannot be read just now is still there.
    const missed = drafts.fault() ? state.drafts.filter(({ takeId }) => !seen.has(takeId)) : [];
    await advance({ type, drafts: [...found, ...missed] });
  }

  let isReadDue = false;
  function readSoon(): void {
    if (isReadDue) return;
    isReadDue = true;
    void queued(() => {
      isReadDue = false;
      return read('read');
    });
  }

  function show(live: Live): void {
    own = live;
    otherPages.tell(live);
    refresh();
  }

  function refresh(): void {
    const now = clock.now();
    const fresh = state.drafts.map((draft): [string, TakeStatus] => {
      const { takeId } = draft;
      const still = statusOf(state, draft, now);
      const live = [own, others].find((one) => one?.takeId === takeId);
      const status = still.at === 'waiting' && live ? live.status : still;
      const before = statuses.get(takeId);
      return [takeId, before && isSame(before, status) ? before : status];
    });
    const isOld = fresh.length === statuses.size && fresh.every(([takeId, status]) => statuses.get(takeId) === status);
    if (isOld) return;
    statuses = new Map(fresh);
    for (const listener of [...listeners]) listener();
  }

  async function change(takeId: string, by: Parameters<Drafts['change']>[1]): Promise<boolean> {
    const draft = await drafts.change(takeId, by);
    await queued(() => read('read'));
    return draft !== null;
  }

  const closing = scope.add(new AbortController(), (controller) => controller.abort());
  scope.add(null, () => {
    stopStep();
    yieldTurn();
    cancelWake();
  });
  scope.add(drafts.subscribe(readSoon), (unsubscribe) => unsubscribe());
  page.listen(scope, (signal) => {
    // A page that was frozen has missed what the others told it.
    if (signal === 'seen') readSoon();
    send({ type: signal });
  });
  otherPages.listen(scope, (live) => {
    others = live;
    refresh();
  });
  readSoon();
  send({ type: 'seen' });

  return {
    async ask(takeId, form) {
      const isThere = await change(takeId, (draft) => asked(draft, form, clock.now()));
      if (!isThere) throw new AppError('draft_incomplete');
    },
    async retry(takeId) {
      await change(takeId, (draft) => retried(draft, clock.now()));
    },
    async withdraw(takeId) {
      const at = statuses.get(takeId)?.at;
      if (at !== 'waiting' && at !== 'refused') return false;
      return change(takeId, withdrawn);
    },
    statusOf: (takeId) => statuses.get(takeId) ?? null,
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    pending: () =>
      state.drafts.filter(({ stage, delivery }) => stage === 'outbox' && delivery && delivery.at !== 'published')
        .length,
    close: scope.close,
  };
}

const WORK = { mix: 'mixing', publish: 'publishing' } as const;

const isSame = (a: TakeStatus, b: TakeStatus): boolean => JSON.stringify(a) === JSON.stringify(b);

/** Lets through what comes at most every SHOWN_EVERY_MS, and whatever comes after a clock was moved. */
function throttled<Args extends unknown[]>(now: () => number, call: (...args: Args) => void): (...args: Args) => void {
  let lastAt = Number.NEGATIVE_INFINITY;
  return (...args) => {
    const at = now();
    if (Math.abs(at - lastAt) < SHOWN_EVERY_MS) return;
    lastAt = at;
    call(...args);
  };
}
