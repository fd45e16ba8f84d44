/**
 * One instance of the ffmpeg core, wherever it runs. Files are names in its own memory. Single-use: a new one for each
 * take, since an instance dies after some 65 runs.
 */
export type Core = {
  write(name: string, bytes: Uint8Array): Promise<void>;
  read(name: string): Promise<Uint8Array>;
  remove(name: string): Promise<void>;
  /** The exit code and everything that was logged. */
  run(args: string[]): Promise<{ code: number; log: string }>;
};
