/** The versions that `scripts/copy-ffmpeg.mjs` puts into public/, checked by a test against package.json. */
const FFMPEG_FOLDER = '/ffmpeg/core-0.12.10-api-0.12.15';

/** The core is served by the app itself, beside the bundle: a bundler cannot follow its worker. */
export const coreUrls = (origin: string) => ({
  coreURL: `${origin}${FFMPEG_FOLDER}/ffmpeg-core.js`,
  wasmURL: `${origin}${FFMPEG_FOLDER}/ffmpeg-core.wasm`,
  apiURL: `${origin}${FFMPEG_FOLDER}/index.js`,
});
