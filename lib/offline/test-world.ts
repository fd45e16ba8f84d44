/**
 * A device, its pages and a server in one process, for tests. Every call between them waits at a gate before and after it is
 * served, so that a test decides what comes when, what gets lost, and what a page had done when it died.
 */
import { AppError, type ErrorCode } from '@/lib/domain/errors';
import type { Scope } from '@/lib/scope';
import { createDeliver } from './deliver';
import type { Drafts } from './drafts';
import { createOutbox, type Live, type Outbox } from './outbox-runner';
import type { DraftFileKind, StoredDraft } from './stored-draft';
import { createTestServer } from './test-server';

/** What becomes of a call: served, lost before or after that, or answered by something that is not well. */
export type Fate = 'served' | 'lost' | 'unanswered' | 'unwell';

type Gate = { page: Page | null; isNetwork: boolean; serve: (fate: Fate) => void; commit: () => void };
type Signal = 'online' | 'offline' | 'seen';

export type Page = {
  outbox: Outbox;
  drafts: Drafts;
  isOnline: boolean;
  isAlive: boolean;
  signal: (signal: Signal) => void;
  hear: (live: Live) => void;
  changed: Set<() => void>;
};

type Kept = { draft: StoredDraft; source: Uint8Array<ArrayBuffer>; files: Map<DraftFileKind, Uint8Array<ArrayBuffer>> };

/** Everything that is waited for by promises alone has happened. */
const settled = () => new Promise<void>((resolve) => setImmediate(resolve));

export function createWorld() {
  let passedMs = 0;
  let clockMs = 1_800_000_000_000;
  const now = () => clockMs + passedMs;
  const server = createTestServer(now);
  const kept = new Map<string, Kept>();
  const gates: Gate[] = [];
  const pages: Page[] = [];
  const timers: { at: number; run: () => void; page: Page }[] = [];
  const line: { page: Page; run: () => Promise<void> }[] = [];
  const reported: unknown[] = [];
  let holder: Page | null = null;
  let seed = 1;

  /** Repeatable, and that is all. */
  const random = () => {
    seed = (seed * 48_271) % 2_147_483_647;
    return seed / 2_147_483_647;
  };

  function call<T>(page: Page | null, isNetwork: boolean, work: () => T): Promise<T> {
    return new Promise((resolve, reject) => {
      const attempt = (): (() => void) => {
        try {
          const answer = work();
          return () => resolve(answer);
        } catch (thrown) {
          return () => reject(thrown);
        }
      };
      const fail = (code: ErrorCode) => reject(new AppError(code));
      const serve = (fate: Fate) => {
        if (!isNetwork) fate = 'served';
        if (fate === 'lost') return fail('network_unreachable');
        if (fate === 'unwell') return fail('storage_unavailable');
        const answer = attempt();
        const back = { page, isNetwork, commit: () => undefined };
        gates.push({ ...back, serve: fate === 'unanswered' ? () => fail('network_unreachable') : answer });
      };
      gates.push({ page, isNetwork, serve, commit: () => void attempt() });
    });
  }

  const tellOthers = (from: Page | null) => {
    for (const page of pages) if (page.isAlive && page !== from) for (const listener of page.changed) listener();
  };

  function draftsOf(page: Page): Drafts {
    const queues = new Map<string, Promise<unknown>>();
    const inTurn = <T>(takeId: string, work: () => T): Promise<T> => {
      const turn = (queues.get(takeId) ?? Promise.resolve()).then(() => call(page, false, work));
      queues.set(
        takeId,
        turn.catch(() => undefined),
      );
      return turn;
    };
    const changing = <T>(takeId: string, work: () => T) =>
      inTurn(takeId, () => {
        const answer = work();
        queueMicrotask(() => tellOthers(null));
        return answer;
      });
    const unused = () => Promise.reject(new Error('not of these tests'));
    return {
      get: (takeId) => inTurn(takeId, () => structuredClone(kept.get(takeId)?.draft ?? null)),
      all: () => call(page, false, () => structuredClone([...kept.values()].map(({ draft }) => draft))),
      change: (takeId, change) =>
        changing(takeId, () => {
          const one = kept.get(takeId);
          if (!one) return null;
          one.draft = structuredClone(change(structuredClone(one.draft)));
          return structuredClone(one.draft);
        }),
      source: (takeId) => inTurn(takeId, () => kept.get(takeId)?.source ?? new Uint8Array()),
      file: (takeId, kind) => inTurn(takeId, () => kept.get(takeId)?.files.get(kind) ?? null),
      lighten: (takeId) => changing(takeId, () => lighten(takeId)),
      remove: (takeId) => changing(takeId, () => void kept.delete(takeId)),
      isVolatile: () => false,
      holdsVolatile: () => false,
      refusal: () => null,
      fault: () => null,
      subscribe(listener) {
        page.changed.add(listener);
        return () => page.changed.delete(listener);
      },
      begin: unused,
      append: unused,
      bytes: unused,
      putFile: unused,
    };
  }

  function lighten(takeId: string): void {
    const one = kept.get(takeId);
    if (!one) return;
    if (one.draft.delivery?.at !== 'published')
      throw new Error('its bytes go before the device knows that it is published');
    if (!server.takes.has(takeId)) throw new Error('its bytes go before the server has it');
    one.source = new Uint8Array();
    one.files.clear();
  }

  function nextInLine(): void {
    const next = holder ? undefined : line.shift();
    if (!next) return;
    holder = next.page;
    void next.run().finally(() => {
      if (holder !== next.page) return;
      holder = null;
      nextInLine();
    });
  }

  function open(): Page {
    const page = {
      isOnline: true,
      isAlive: true,
      signal: () => undefined,
      hear: () => undefined,
      changed: new Set(),
    } as unknown as Page;
    page.drafts = draftsOf(page);
    pages.push(page);
    page.outbox = createOutbox({
      drafts: page.drafts,
      deliver: createDeliver({
        drafts: page.drafts,
        api: (method, path, body) =>
          call(page, true, () => structuredClone(server.api(method, path, JSON.parse(JSON.stringify(body))))),
        put: (target, bytes, onSent) =>
          call(page, true, () => {
            server.put(target.url, bytes);
            onSent(bytes.length);
          }),
        signIn: () => call(page, true, server.signIn),
      }),
      inTurn: (run) =>
        new Promise((resolve, reject) => {
          line.push({ page, run: () => run().then(resolve, reject) });
          nextInLine();
        }),
      clock: {
        now,
        after(ms, run) {
          const timer = { at: passedMs + ms, run, page };
          timers.push(timer);
          return () => void (timers.includes(timer) && timers.splice(timers.indexOf(timer), 1));
        },
      },
      random,
      page: {
        isOnline: () => page.isOnline,
        listen(_: Scope, tell: (signal: Signal) => void) {
          page.signal = (signal) => {
            if (signal !== 'seen') page.isOnline = signal === 'online';
            tell(signal);
          };
        },
      },
      otherPages: {
        tell: (live) => {
          for (const other of pages) if (other !== page && other.isAlive) other.hear(live);
        },
        listen(_: Scope, hear: (live: Live) => void) {
          page.hear = hear;
        },
      },
      report: (cause) => void reported.push(cause),
    });
    return page;
  }

  return {
    now,
    server,
    kept,
    pages,
    reported,
    open,
    alive: () => pages.filter(({ isAlive }) => isAlive),
    /** How many calls wait at their gates. */
    waiting: () => gates.length,
    /** The pages that have a call to the server under way. */
    sending: () => new Set(gates.filter(({ isNetwork }) => isNetwork).map(({ page }) => page)),
    keep(one: Kept): void {
      kept.set(one.draft.takeId, one);
      tellOthers(null);
    },
    async letThrough(n: number, fate: Fate = 'served'): Promise<void> {
      const [gate] = gates.splice(n % Math.max(1, gates.length), 1);
      gate?.serve(fate);
      await settled();
    },
    /** The page is gone at once; what it had asked for may have happened or not. */
    async kill(page: Page, isCommitted: (n: number) => boolean): Promise<void> {
      page.isAlive = false;
      const mine = gates.filter((gate) => gate.page === page);
      for (const [n, gate] of mine.entries()) {
        gates.splice(gates.indexOf(gate), 1);
        if (isCommitted(n)) gate.commit();
      }
      for (const timer of [...timers]) if (timer.page === page) timers.splice(timers.indexOf(timer), 1);
      for (const one of [...line]) if (one.page === page) line.splice(line.indexOf(one), 1);
      page.changed.clear();
      if (holder === page) {
        holder = null;
        nextInLine();
      }
      await settled();
    },
    async pass(ms: number): Promise<void> {
      passedMs += ms;
      for (const timer of [...timers].sort((a, b) => a.at - b.at)) {
        if (timer.at > passedMs || !timers.includes(timer)) continue;
        timers.splice(timers.indexOf(timer), 1);
        timer.run();
      }
      await settled();
    },
    /** Until the next timer. False when there is none. */
    async sleep(): Promise<boolean> {
      const next = Math.min(...timers.map(({ at }) => at));
      if (!Number.isFinite(next)) return false;
      await this.pass(Math.max(0, next - passedMs));
      return true;
    },
    /** Somebody sets the clock. */
    moveClock(ms: number): void {
      clockMs += ms;
    },
    settled,
  };
}

export type World = ReturnType<typeof createWorld>;
