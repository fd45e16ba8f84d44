import { whoRecords } from './who-records';

/** A dot where somebody is recording an answer just now. What holds it says so in its own words too. */
export function RecordingDot({ names }: { names: readonly string[] }) {
  if (names.length === 0) return null;
  return (
    <span
      aria-hidden="true"
      title={recordingText(names)}
      className="size-2 shrink-0 animate-pulse rounded-full bg-signal"
    />
  );
}

/** `Ben is recording an answer`. */
export const recordingText = (names: readonly string[]): string => `${whoRecords(names)} an answer`;

/** The same as the end of a label; nothing when nobody is. */
export const andRecording = (names: readonly string[]): string => (names.length > 0 ? `, ${recordingText(names)}` : '');
