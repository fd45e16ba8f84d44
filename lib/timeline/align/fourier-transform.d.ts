declare module 'fourier-transform' {
  /** The spectrum of a real signal whose length is a power of two: [re, im], each N/2 + 1 long. The arrays are reused by the next call. */
  export function fft(signal: Float64Array): [Float64Array, Float64Array];
  /** The real signal of a half spectrum. The array is reused by the next call. */
  export function ifft(re: Float64Array, im: Float64Array): Float64Array;
}
