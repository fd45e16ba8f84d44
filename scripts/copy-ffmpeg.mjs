// Puts the mixing core where the browser fetches it: public/ffmpeg/, under a name that changes with its version, with a
// brotli copy beside it (32 MB become 8.6 MB in a second).
import { copyFileSync, existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { brotliCompressSync, constants } from 'node:zlib';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const version = (name) => JSON.parse(readFileSync(join(root, 'node_modules', name, 'package.json'), 'utf8')).version;

const folder = join(root, 'public', 'ffmpeg', `core-${version('@ffmpeg/core')}-api-${version('@ffmpeg/ffmpeg')}`);
if (!existsSync(folder)) {
  rmSync(dirname(folder), { recursive: true, force: true });
  const unfinished = `${folder}.unfinished`;
  mkdirSync(unfinished, { recursive: true });
  for (const name of ['ffmpeg-core.js', 'ffmpeg-core.wasm']) {
    copyFileSync(join(root, 'node_modules/@ffmpeg/core/dist/esm', name), join(unfinished, name));
  }
  for (const name of ['index.js', 'classes.js', 'worker.js', 'const.js', 'errors.js', 'types.js', 'utils.js']) {
    copyFileSync(join(root, 'node_modules/@ffmpeg/ffmpeg/dist/esm', name), join(unfinished, name));
  }
  const wasm = readFileSync(join(unfinished, 'ffmpeg-core.wasm'));
  const params = { [constants.BROTLI_PARAM_QUALITY]: 6, [constants.BROTLI_PARAM_LGWIN]: 24 };
  writeFileSync(join(unfinished, 'ffmpeg-core.wasm.br'), brotliCompressSync(wasm, { params }));
  renameSync(unfinished, folder);
}
