/** A dot where somebody is recording an answer just now. */
export function RecordingDot({ names }: { names: readonly string[] }) {
  if (names.length === 0) return null;
  return (
    <span title={recordingText(names)} className="size-2 shrink-0 animate-pulse rounded-full bg-signal">
      <span className="sr-only">{recordingText(names)}</span>
    </span>
  );
}

/** `Ben is recording an answer`, `Ben and Cleo are …`, `Ben and 3 others are …`. */
export function recordingText(names: readonly string[]): string {
  const [first = '', second = ''] = names;
  if (names.length === 1) return `${first} is recording an answer`;
  const others = names.length === 2 ? second : `${names.length - 1} others`;
  return `${first} and ${others} are recording an answer`;
}
