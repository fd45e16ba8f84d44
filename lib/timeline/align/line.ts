import type { Piece, Point } from './pieces';

/** A drift is believed when it is so many times its own error, and makes so much of a difference (ms). */
const SIGNIFICANT = 4;
const MATTERS_MS = 0.1;
/** A point is no part of the line if it is so many times farther off than half of the others are, and so far (ms). */
const STRAY = 5;
const STRAY_MS = 0.04;

/** Lines of one slope through the points of each piece, by least squares. */
export type Line = {
  /** Of each piece, at the first played sample (ms). */
  offsetsMs: number[];
  driftPpm: number;
  /** Half-width of the error, at the first played sample (ms). */
  errorMs: number;
};

export function fitLine(pieces: readonly Piece[]): Line {
  const near = withoutStrays(pieces.map((piece) => piece.points.filter((point) => point.heard)));
  const { slope, error, spread } = slopeOf(near);
  const reachMs =
    Math.max(...near.flat().map((point) => point.atMs)) - Math.min(...near.flat().map((point) => point.atMs));
  const drift = Math.abs(slope) > SIGNIFICANT * error && Math.abs(slope) * reachMs > MATTERS_MS ? slope : 0;
  const offsetsMs = near.map(
    (points) => mean(points, (point) => point.lagMs) - drift * mean(points, (point) => point.atMs),
  );
  const errors = near.map((points) => (3 * spread) / Math.sqrt(Math.max(1, points.length / 2)));
  const farMs = Math.max(...near.map((points) => mean(points, (point) => point.atMs)));
  return { offsetsMs, driftPpm: drift * 1e6, errorMs: Math.max(...errors) + 3 * error * farMs };
}

/** The points near a first line, whose slope is the median of all pairs' (Theil, 1950; Sen, 1968), so that no few can turn it. */
function withoutStrays(pieces: Point[][]): Point[][] {
  const slopes = pieces.flatMap((points) =>
    points.flatMap((one, n) => points.slice(n + 1).map((other) => (other.lagMs - one.lagMs) / (other.atMs - one.atMs))),
  );
  const slope = median(slopes);
  const off = pieces.map((points) => {
    const rests = points.map((point) => point.lagMs - slope * point.atMs);
    const middle = median(rests);
    return rests.map((rest) => Math.abs(rest - middle));
  });
  const most = Math.max(STRAY_MS, STRAY * median(off.flat()));
  return pieces.map((points, p) => points.filter((_, n) => (off[p]?.[n] ?? 0) <= most));
}

/** The slope (ms per ms), its standard error, and how far points lie from the lines (ms); windows overlap by half. */
function slopeOf(pieces: Point[][]): { slope: number; error: number; spread: number } {
  let [over, under, count] = [0, 0, 0];
  const centred = pieces.map((points) => {
    const [at, lag] = [mean(points, (point) => point.atMs), mean(points, (point) => point.lagMs)];
    return points.map((point) => ({ at: point.atMs - at, lag: point.lagMs - lag, weight: point.weight }));
  });
  for (const { at, lag, weight } of centred.flat()) {
    over += weight * at * lag;
    under += weight * at * at;
    count++;
  }
  const slope = under > 0 ? over / under : 0;
  const free = Math.max(1, count / 2 - pieces.length - 1);
  const [squares, weights] = centred
    .flat()
    .reduce<[number, number]>(
      ([sum, all], { at, lag, weight }) => [sum + weight * (lag - slope * at) ** 2, all + weight],
      [0, 0],
    );
  const spread = weights > 0 ? Math.sqrt(((squares / weights) * (count / 2)) / free) : 0;
  const error = under > 0 ? spread * Math.sqrt((2 * weights) / count / under) : 0;
  return { slope, error, spread };
}

/** The mean by weight. */
function mean(points: readonly Point[], of: (point: Point) => number): number {
  const weights = points.reduce((sum, { weight }) => sum + weight, 0);
  return weights > 0 ? points.reduce((sum, point) => sum + point.weight * of(point), 0) / weights : 0;
}

function median(values: number[]): number {
  const sorted = values.slice().sort((a, b) => a - b);
  return sorted[sorted.length >> 1] ?? 0;
}
