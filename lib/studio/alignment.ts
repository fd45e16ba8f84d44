import { NOT_ALIGNED } from '@/lib/domain/not-aligned';
import type { Alignment, Doubt } from '@/lib/domain/schemas';

/** What a browser says of its own delays (s); each may be missing, zero or nonsense. */
export type ReportedLatency = {
  outputLatency: number | undefined;
  baseLatency: number | undefined;
  inputLatency: number | undefined;
  /** Whether any of it goes through Bluetooth, which browsers know little of. */
  isWireless: boolean;
  /** Of the AudioContext (Hz). */
  contextRate: number;
};

/** How much later than it was performed a sound arrives in the recording (ms), and how sure that is. */
export type Placement = { latencyMs: number; alignment: Alignment };

/** A round trip that was measured, and its error (ms). */
export type Trip = { offsetMs: number; errorMs: number };

/**
 * What was measured in this page load through the same pair of devices: by an earphone that was held to the microphone, or by a
 * take that had its parent in it.
 */
export type Known = Trip & {
  from: 'earphone' | 'take';
  /** Whether the sound's clock has slipped since: the input queue has moved by nobody knows how much, and stays so. */
  isShaken: boolean;
};

/** What happened that makes it less sure, and by how much it may have moved (ms); null where nobody knows. */
export type Shaken = { doubt: Doubt; byMs: number | null };

/** Beyond this a report is not believed (ms). */
const MOST_MS = 500;
/**
 * What a browser leaves out of its report (ms): of page loads that all reported 57 ms the round trip was 72 to 220 ms, most often
 * near 120 (docs/decisions/0017-estimates.md). Half-width of the error of what that gives (ms), and of what goes through Bluetooth,
 * or through a browser that reports nothing.
 */
const UNREPORTED_MS = 60;
const ESTIMATE_ERROR_MS = 80;
const BLIND_ERROR_MS = 200;
/** A take that tells its round trip heard its parent; when the next one hears nothing, something is not as it was (ms). */
const FROM_TAKE_ERROR_MS = 25;
/** Another device, or a sound that was starved, may move the round trip by this much (ms), and it stays there. */
const DOUBTED_ERROR_MS = 120;
/** The air between an ear and a microphone alone is a millisecond. */
const LEAST_KNOWN_ERROR_MS = 1;

/** Frames of an input buffer: so much, whole, a round trip may grow by without any clock that shows it. */
const INPUT_FRAMES = 1_024;

/** What is measured through a context of this rate (Hz) may have become later by so much since (ms). */
export const inputStepMs = (contextRate: number | null | undefined): number =>
  (INPUT_FRAMES * 1_000) / (contextRate ?? 44_100);

const seconds = (value: number | undefined): number =>
  value !== undefined && Number.isFinite(value) && value > 0 ? value : 0;

/**
 * Where a take lies in time, as long as the take itself does not tell. A seed has nothing to be late for. An answer is late by
 * the way out of the speaker and back into the microphone: as it was measured in this page load, else as the browser reports it.
 */
export function estimatePlacement(
  isAnswer: boolean,
  reported: ReportedLatency,
  known: Known | null = null,
  shaken: Shaken | null = null,
): Placement {
  if (!isAnswer) return { latencyMs: 0, alignment: NOT_ALIGNED };
  const out = seconds(reported.outputLatency) || seconds(reported.baseLatency);
  const saidMs = Math.min(MOST_MS, (out + seconds(reported.inputLatency)) * 1_000);
  const latencyMs = known?.offsetMs ?? Math.min(MOST_MS, saidMs + UNREPORTED_MS);
  const blindMs = reported.isWireless || saidMs === 0 ? BLIND_ERROR_MS : ESTIMATE_ERROR_MS;
  const isCalibrated = known?.from === 'earphone' && !known.isShaken && !shaken;
  return {
    latencyMs,
    alignment: {
      ...NOT_ALIGNED,
      method: isCalibrated ? 'calibrated' : 'estimated',
      errorMs: errorOf(known, shaken, blindMs, reported.contextRate),
      offsetMs: latencyMs,
      reportedMs: saidMs > 0 ? saidMs : null,
      doubt: shaken?.doubt ?? null,
    },
  };
}

function errorOf(known: Known | null, shaken: Shaken | null, blindMs: number, contextRate: number): number {
  const most = blindMs + DOUBTED_ERROR_MS;
  // What was measured through other devices says little of these.
  if (!known || shaken?.doubt === 'devices_changed')
    return Math.min(most, blindMs + (shaken ? (shaken.byMs ?? DOUBTED_ERROR_MS) : 0));
  const wasSure =
    known.from === 'take'
      ? Math.max(known.errorMs, FROM_TAKE_ERROR_MS)
      : Math.max(known.errorMs, LEAST_KNOWN_ERROR_MS) + inputStepMs(contextRate);
  // How far the clock slipped does not tell how far the round trip moved.
  return Math.min(most, wasSure + DOUBTED_ERROR_MS * (Number(known.isShaken) + Number(shaken !== null)));
}
