/** A path as the small player shows it that stands in other sites' pages. */
export type EmbedView = {
  storyId: string;
  title: string;
  /** The take with which the path ends. */
  endId: string;
  lengthMs: number;
  /** Who tells it, in the order in which they come; takes and bars name them by their place here. */
  voices: { id: string; name: string }[];
  /** Seed first. `mixUrl` is empty where it is not needed soon. */
  takes: { id: string; startMs: number; durationMs: number; mixUrl: string; voice: number }[];
  /** The waveform of the whole in equal parts: `level` 0 to 100. */
  bars: { voice: number; level: number }[];
};
