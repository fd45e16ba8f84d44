import type { Json } from './json';

/** One tab of a browser whose engine is driven from outside, by whichever protocol it speaks. */
export type Tab = {
  goto(url: string): Promise<void>;
  /** Runs a function in the page, without a gesture: it sees its arguments alone. Throws what it throws. */
  run<Args extends Json[], Result>(work: (...args: Args) => Result | Promise<Result>, ...args: Args): Promise<Result>;
  /** Pointer and keys, as the W3C's WebDriver describes them: gestures of a person, as the engine sees them. */
  act(gestures: Gesture[]): Promise<void>;
  /** What the page complained about so far: errors on its console, exceptions and rejections that nobody caught. */
  faults(): string[];
  /** What is on the screen, as PNG. */
  picture(): Promise<Buffer>;
  /** SIGKILL to the whole browser. */
  kill(): Promise<void>;
};

export type Gesture =
  | { type: 'pointer'; id: string; parameters: { pointerType: 'mouse' }; actions: PointerAction[] }
  | { type: 'key'; id: string; actions: { type: 'keyDown' | 'keyUp'; value: string }[] };

type PointerAction = { type: 'pointerMove'; x: number; y: number } | { type: 'pointerDown' | 'pointerUp'; button: 0 };

export type Engine = {
  name: string;
  /** How much of what was said a kill may cost at most (ms). */
  mostMissingMs: number;
  /** Why it cannot be driven on this machine, or null. */
  missing(): string | null;
  /** Opens a browser on the profile in this folder, which outlives it. */
  open(profile: string): Promise<Tab>;
};
