/** The offset in one window. */
export type Point = {
  /** The middle of the window (ms after the first played sample). */
  atMs: number;
  lagMs: number;
  /** The same without the drift that is expected (ms). */
  levelMs: number;
  /** How well the window was found, 0 to 1. */
  weight: number;
  /** Whether that is more than chance. */
  heard: boolean;
  /** Whether no other lag fits better. */
  best: boolean;
};

/** Windows in a row with one offset, drift aside. */
export type Piece = {
  points: Point[];
  /** How far their sum stands above what is elsewhere (dB). */
  db: number;
  /** Their sum around the peak, which is in the middle. */
  shape: Float32Array;
};

/** So far a piece stands above what is elsewhere (dB): those of unrelated speech reach 6.2, those of a leak under a voice have 19. */
const CLEAR_DB = 7;
/**
 * What chance makes of a row of windows grows with the root of their number. This many times that is more than chance: pieces of
 * unrelated speech reach 2.6, those of a leak 22 dB under a voice have 10 (measured).
 */
const SURE = 4;
/** Where chance is worth so much, what was played are tones: heard at many lags, so that a jump is easily taken for another. */
const TONAL = 0.2;
/**
 * One offset must then be the best again and again, at least once in so much (ms): in every second window. A tone now and then has
 * another peak as high; two windows in a row are a stretch of sound that was lost and came back.
 */
const AGAIN_MS = 400;
/** Offsets this near are one (ms). */
const SAME_MS = 0.12;
/** As their nearest windows tell. */
const NEAREST = 3;

/**
 * The pieces in which the sound was heard for sure, neighbours of one offset joined. Those that are chance are left out (nothing
 * came back, or a voice hid it). Null when there is one of which neither can be said. Of tones only a single piece is believed.
 */
export function settled(pieces: readonly Piece[], chance: number): Piece[] | null {
  if (chance > TONAL) return pieces.length === 1 && pieces.every(isHeardThroughout) ? pieces.slice() : null;
  const out: Piece[] = [];
  for (const piece of pieces) {
    const strength = piece.points.reduce((sum, { weight }) => sum + weight, 0) / chance;
    const count = piece.points.length;
    if (strength < SURE * Math.sqrt(count)) continue;
    if (piece.db < CLEAR_DB) return null;
    const last = out.at(-1);
    if (last && Math.abs(levelOf(heardIn(last).slice(-NEAREST)) - levelOf(heardIn(piece).slice(0, NEAREST))) < SAME_MS)
      out[out.length - 1] = joined(last, piece);
    else out.push(piece);
  }
  return out;
}

function isHeardThroughout({ points, db }: Piece): boolean {
  const ends = [points[0]?.atMs ?? 0, points.at(-1)?.atMs ?? 0];
  const times = points.filter(({ best }) => best).map(({ atMs }) => atMs);
  const marks = [ends[0] ?? 0, ...times, ends[1] ?? 0];
  return db >= CLEAR_DB && times.length > 0 && marks.every((at, n) => at - (marks[n - 1] ?? at) <= AGAIN_MS);
}

const joined = (one: Piece, other: Piece): Piece => ({
  points: [...one.points, ...other.points],
  db: Math.max(one.db, other.db),
  shape: one.shape.map((x, n) => x + (other.shape[n] ?? 0)),
});

const heardIn = ({ points }: Piece): Point[] => points.filter(({ heard }) => heard);

function levelOf(points: Point[]): number {
  const sorted = points.map(({ levelMs }) => levelMs).sort((a, b) => a - b);
  return sorted[sorted.length >> 1] ?? Number.NaN;
}
