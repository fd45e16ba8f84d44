import type { FFmpeg } from '@ffmpeg/ffmpeg';
import { AppError } from '@/lib/domain/errors';
import type { Core } from '@/lib/mixing/core';
import { coreUrls } from '@/lib/mixing/core-urls';
import type { RenderJob } from '@/lib/mixing/job';
import { renderTake } from '@/lib/mixing/render';
import type { MixerMessage, MixerRequest } from './mixer';

const post = (message: MixerMessage) => self.postMessage(message);

/** This worker's one core. A core that does not load says so when a take waits for it. */
let loading: Promise<FFmpeg> | null = null;

self.addEventListener('message', ({ data }: MessageEvent<MixerRequest>) => {
  if (data.type === 'load') {
    loading = load(data.origin);
    const over = () => post({ type: 'loaded' });
    loading.then(over, over);
    return;
  }
  render(data.job).catch((error: unknown) => {
    const code = error instanceof AppError ? error.code : 'mixing_failed';
    post({ type: 'failed', code, cause: reasonOf(error) });
  });
});

async function load(origin: string): Promise<FFmpeg> {
  const { apiURL, coreURL, wasmURL } = coreUrls(origin);
  // Served beside the bundle, since bundlers cannot follow the worker that it starts.
  const api: typeof import('@ffmpeg/ffmpeg') = await import(/* turbopackIgnore: true */ apiURL);
  const ffmpeg = new api.FFmpeg();
  await ffmpeg.load({ coreURL, wasmURL });
  return ffmpeg;
}

async function render(job: RenderJob): Promise<void> {
  const ffmpeg = await loading;
  if (!ffmpeg) throw new AppError('mixing_failed', { cause: 'no core was asked for' });
  try {
    post({ type: 'rendered', rendered: await renderTake(coreOf(ffmpeg), job, (stem) => post({ type: 'cut', stem })) });
  } finally {
    ffmpeg.terminate();
  }
}

function coreOf(ffmpeg: FFmpeg): Core {
  let log: string[] = [];
  ffmpeg.on('log', ({ message }) => log.push(message));
  return {
    // The bytes are handed over, and the caller keeps its own.
    write: async (name, bytes) => void (await ffmpeg.writeFile(name, bytes.slice())),
    remove: async (name) => void (await ffmpeg.deleteFile(name)),
    async read(name) {
      const bytes = await ffmpeg.readFile(name);
      if (typeof bytes === 'string') throw new TypeError(`${name} came back as text`);
      return bytes;
    },
    async run(args) {
      log = [];
      const code = await ffmpeg.exec(args);
      return { code, log: log.join('\n') };
    },
  };
}

function reasonOf(error: unknown): string {
  const cause = error instanceof AppError ? error.cause : error;
  return cause instanceof Error ? cause.message : String(cause);
}
