import { AppError, type ErrorCode } from '@/lib/domain/errors';
import { integratedLufs } from '@/lib/timeline/loudness';
import type { Core } from './core';

/** What is logged, or `fault` with the end of it when the core refuses. */
export async function run(core: Core, args: string[], fault: ErrorCode): Promise<string> {
  const { code, log } = await core.run(args);
  if (code !== 0) throw new AppError(fault, { cause: new Error(log.slice(-2_000)) });
  return log;
}

/** The loudness in what was logged (LUFS). Throws mixing_failed when there is none. */
export function lufsIn(log: string): number {
  const lufs = integratedLufs(log);
  if (lufs === null) throw new AppError('mixing_failed', { cause: new Error(log.slice(-2_000)) });
  return lufs;
}

/** Samples of a file of raw 32-bit floats in the core's memory; the file goes. */
export async function takeSamples(core: Core, name: string): Promise<Float32Array> {
  const bytes = await core.read(name);
  await core.remove(name);
  const aligned = bytes.byteOffset % 4 === 0 ? bytes : bytes.slice();
  return new Float32Array(aligned.buffer, aligned.byteOffset, Math.floor(aligned.length / 4));
}

export const putSamples = (core: Core, name: string, samples: Float32Array): Promise<void> =>
  core.write(name, new Uint8Array(samples.buffer, samples.byteOffset, samples.byteLength).slice());
