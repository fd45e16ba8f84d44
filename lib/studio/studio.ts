import { AppError, type ErrorCode } from '@/lib/domain/errors';
import { createScope } from '@/lib/scope';
import { step } from './machine';
import type { RecorderEvents, StudioPorts } from './ports';
import type { Effect, State, Step, StudioEvent, TakeEvent } from './state';

export type Studio = {
  getState(): State;
  subscribe(listener: () => void): () => void;
  /** Advances the state and runs its effects before it returns, so that a tap still counts as one for the browser. */
  send(event: StudioEvent): void;
  close(): void;
};

type Emit = (event: TakeEvent extends infer E ? (E extends TakeEvent ? Omit<E, 'takeId'> : never) : never) => void;

/** Runs the machine from `start` on: events in, effects out to the ports, what they answer in again. */
export function createStudio(start: Step, ports: StudioPorts): Studio {
  const scope = createScope();
  const renders = new Map<string, AbortController>();
  const listeners = new Set<() => void>();
  const queue: StudioEvent[] = [];
  let state = start.state;
  let busy = false;

  function send(event: StudioEvent) {
    if (scope.closed) return;
    queue.push(event);
    if (busy) return;
    busy = true;
    try {
      for (let next = queue.shift(); next; next = queue.shift()) advance(next);
    } finally {
      busy = false;
    }
  }

  function advance(event: StudioEvent) {
    const next = step(state, event);
    if (next.state !== state) {
      state = next.state;
      for (const listener of listeners) listener();
    }
    for (const effect of next.effects) run(effect);
  }

  const emitFor =
    (takeId: string): Emit =>
    (event) =>
      send({ ...event, takeId });

  function codeOf(cause: unknown): ErrorCode {
    if (cause instanceof AppError && cause.code !== 'unexpected') return cause.code;
    ports.page.report(cause);
    return 'unexpected';
  }

  function run(effect: Effect): void {
    switch (effect.type) {
      case 'begin':
        begin(effect, emitFor(effect.takeId));
        break;
      case 'finish':
        finish(effect, emitFor(effect.takeId));
        break;
      case 'render':
        render(effect, emitFor(effect.takeId));
        break;
      case 'preview':
        preview(effect, emitFor(effect.takeId));
        break;
      case 'stopRender':
        stopRender(effect.takeId);
        break;
      case 'play':
        hear(emitFor(effect.takeId), (emit) => ports.review.play(() => emit({ type: 'played' })));
        break;
      case 'loop':
        hear(emitFor(effect.takeId), () => ports.review.loop(effect.span));
        break;
      case 'publish':
        publish(effect, emitFor(effect.takeId));
        break;
      case 'goOn':
        ports.recorder.goOn();
        break;
      case 'abandon':
        ports.recorder.abandon();
        break;
      case 'warm':
        ports.mixer.warm();
        break;
      case 'loadStem':
        ports.review.load(effect.stem, effect.aim);
        break;
      case 'loadMix':
        ports.review.loadMix(effect.mix);
        break;
      case 'pause':
        ports.review.pause();
        break;
      case 'keepPunched':
        ports.drafts.punched(effect.takeId);
        break;
      case 'keepRecorded':
        ports.drafts.recorded(effect.ids, effect.aim, effect.recorded);
        break;
      case 'keepRendered':
        ports.drafts.rendered(effect.takeId, effect.rendered);
        break;
      case 'keepForm':
        ports.drafts.note(effect.takeId, effect.form);
        break;
      case 'keepWish':
        ports.drafts.wish(effect.takeId, effect.form);
        break;
      case 'drop':
        ports.drafts.drop(effect.takeId);
        break;
      case 'forget':
        stopRender(effect.takeId);
        ports.review.unload();
        break;
      case 'rememberName':
        ports.page.rememberName(effect.name);
        break;
      case 'save':
        ports.page.save(effect.recorded);
        break;
      case 'open':
        ports.page.open(effect.url);
        break;
    }
  }

  function begin({ ids, aim }: Extract<Effect, { type: 'begin' }>, emit: Emit) {
    const events: RecorderEvents = {
      held: (hold) => emit({ type: 'held', hold }),
      punched: () => emit({ type: 'punched' }),
      silent: () => emit({ type: 'silent' }),
      heard: () => emit({ type: 'heard' }),
      devicesChanged: (change) => emit({ type: 'devicesChanged', change }),
      storageRefused: (code) => emit({ type: 'storageRefused', code }),
      lost: (code) => emit({ type: 'lost', code, elapsedMs: ports.recorder.elapsedMs() }),
      limit: () => emit({ type: 'limit' }),
    };
    ports.recorder.begin(ids, aim, events).then(
      () => emit({ type: 'begun' }),
      (cause) => emit({ type: 'refused', code: codeOf(cause) }),
    );
  }

  function finish({ durationMs }: Extract<Effect, { type: 'finish' }>, emit: Emit) {
    ports.recorder.finish(durationMs).then(
      (recorded) => emit({ type: 'recorded', recorded }),
      (cause) => emit({ type: 'refused', code: codeOf(cause) }),
    );
  }

  function render({ takeId, recorded, aim }: Extract<Effect, { type: 'render' }>, emit: Emit) {
    const signal = startRender(takeId);
    const emitIfCurrent = whileCurrent(signal, emit);
    ports.mixer
      .render(recorded, aim, signal, (stem) => emitIfCurrent({ type: 'cut', stem }))
      .then(
        (rendered) => emitIfCurrent({ type: 'rendered', rendered }),
        (cause) => {
          if (!signal.aborted) emit({ type: 'renderFailed', code: codeOf(cause) });
        },
      );
  }

  function preview({ takeId, recorded, margins }: Extract<Effect, { type: 'preview' }>, emit: Emit) {
    const emitIfCurrent = whileCurrent(startRender(takeId), emit);
    ports.mixer.preview(recorded, margins).then(
      (stem) => emitIfCurrent({ type: 'cut', stem }),
      (cause) => {
        codeOf(cause);
        emitIfCurrent({ type: 'playbackFailed' });
      },
    );
  }

  /** One for each take: whatever is being cut of it is out of date as soon as it is to be cut anew. */
  function startRender(takeId: string): AbortSignal {
    stopRender(takeId);
    const controller = scope.add(new AbortController(), (owned) => owned.abort());
    renders.set(takeId, controller);
    return controller.signal;
  }

  function stopRender(takeId: string) {
    renders.get(takeId)?.abort();
    renders.delete(takeId);
  }

  const whileCurrent =
    (signal: AbortSignal, emit: Emit): Emit =>
    (event) => {
      if (!signal.aborted) emit(event);
    };

  function hear(emit: Emit, start: (emit: Emit) => Promise<void>) {
    start(emit).catch((cause) => {
      codeOf(cause);
      emit({ type: 'playbackFailed' });
    });
  }

  function publish({ draft, form }: Extract<Effect, { type: 'publish' }>, emit: Emit) {
    const { ids, aim, recorded, rendering } = draft;
    const rendered = rendering.at === 'ready' ? rendering.rendered : null;
    ports.publisher
      .publish({ ...ids, aim, recorded, rendered, form }, (progress) => emit({ type: 'progress', progress }))
      .then(
        (url) => emit({ type: 'published', url }),
        (cause) => emit({ type: 'publishFailed', code: codeOf(cause) }),
      );
  }

  for (const effect of start.effects) run(effect);

  return {
    getState: () => state,
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    send,
    close: () => scope.close(),
  };
}
