import type { Alignment, SourceCut } from '@/lib/domain/schemas';

/** The parent's tail under the head of the take that is being mixed, and before it as far as it was heard. */
export type ParentTail = {
  /** The parent's mix file (.m4a). */
  mix: Uint8Array;
  /** Where the take starts within the parent's mix (ms). */
  fromMs: number;
  /** How long the parent still sounds from there (ms); 0 for a continue. */
  overlapMs: number;
};

/** Everything that one take's files are made from. Its size does not depend on the take's depth. */
export type RenderJob = {
  source: { bytes: Uint8Array; contentType: string };
  cut: SourceCut;
  /** What to believe when nothing can be measured; none of a seed and of a file that was brought. */
  alignment?: Alignment;
  /** Also of a continue, whose pre-roll tells where it lies. */
  parent: ParentTail | null;
};

/** A take alone, cut and measured, before it is encoded: enough to draw it and to play it in a review. */
export type CutStem = {
  /** Mono at 48 kHz, −1 to 1, exactly durationMs × 48 samples. */
  samples: Float32Array;
  durationMs: number;
  /** EBU R128 integrated loudness (LUFS). */
  loudnessLufs: number;
  /** What brings the voice to −16 LUFS (dB), before the mix gives back what its limiter takes: at most 12 dB less. */
  gainDb: number;
  /** 0 to 255, 20 a second. */
  peaks: Uint8Array;
  /**
   * The recording around the take, of which `samples` is the part from `headMs` on: what a nudge and a trim move into. Of a file
   * it is the take alone.
   */
  raw: Float32Array;
  headMs: number;
  /** How the take was put in time. */
  alignment: Alignment;
  /** Whether it stays there whoever mixes it: its own recording was asked. Else it lies where the recorder believes it to. */
  isPlaced: boolean;
};

/** The files of a take, ready to upload. */
export type Rendered = {
  /** FLAC, mono, 48 kHz, exactly durationMs long. */
  stem: Uint8Array;
  /** AAC-LC in MP4, mono, 48 kHz, durationMs and 100 ms of padding long. */
  mix: Uint8Array;
  durationMs: number;
  gainDb: number;
  peaks: Uint8Array;
  alignment: Alignment;
  /** FLAC, mono, 48 kHz: MARGIN_MS of the recording before the stem, then as much after it. Of answers alone, else null. */
  margins: Uint8Array | null;
};
