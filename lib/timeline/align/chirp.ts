/** A tenth at each end is a raised cosine (Tukey window), so that a chirp does not click. */
const TAPER = 0.1;
const AMPLITUDE = 0.5;

/** A sine whose pitch goes from one to the other along a straight line, at `rate` samples a second, −0.5 to 0.5. */
export function chirp(rate: number, seconds: number, fromHz: number, toHz: number): Float32Array {
  const length = Math.round(seconds * rate);
  return Float32Array.from({ length }, (_, n) => {
    const t = n / rate;
    const phase = 2 * Math.PI * (fromHz * t + ((toHz - fromHz) * t * t) / (2 * seconds));
    return AMPLITUDE * tukey(n / (length - 1)) * Math.sin(phase);
  });
}

function tukey(x: number): number {
  const edge = Math.min(x, 1 - x) / (TAPER / 2);
  return edge >= 1 ? 1 : (1 - Math.cos(Math.PI * edge)) / 2;
}
