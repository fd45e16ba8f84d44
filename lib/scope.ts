/**
 * Ownership of everything that is opened (listeners, timers, streams, contexts, workers, object URLs): whatever is
 * opened is added at once, and closing the scope closes it, newest first. A closed scope closes what is added later.
 */
export type Scope = {
  add<T>(thing: T, close: (thing: T) => void): T;
  listen<K extends string>(
    target: EventTarget,
    type: K,
    listener: (event: Event) => void,
    options?: AddEventListenerOptions,
  ): void;
  every(ms: number, tick: () => void): void;
  after(ms: number, run: () => void): void;
  child(): Scope;
  close(): void;
  readonly closed: boolean;
};

export function createScope(): Scope {
  let closed = false;
  const closers: (() => void)[] = [];
  const own = (close: () => void) => {
    if (closed) close();
    else closers.push(close);
  };
  const scope: Scope = {
    add(thing, close) {
      own(() => close(thing));
      return thing;
    },
    listen(target, type, listener, options) {
      target.addEventListener(type, listener, options);
      own(() => target.removeEventListener(type, listener, options));
    },
    every(ms, tick) {
      const timer = setInterval(tick, ms);
      own(() => clearInterval(timer));
    },
    after(ms, run) {
      const timer = setTimeout(run, ms);
      own(() => clearTimeout(timer));
    },
    child() {
      return scope.add(createScope(), (child) => child.close());
    },
    close() {
      if (closed) return;
      closed = true;
      for (const close of closers.splice(0).reverse()) close();
    },
    get closed() {
      return closed;
    },
  };
  return scope;
}
