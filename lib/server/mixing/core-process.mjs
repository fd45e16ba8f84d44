// One instance of the ffmpeg core in a process of its own: untrusted media meets WebAssembly, no files and no network.
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

const [folder] = process.argv.slice(2);
const script = pathToFileURL(join(folder, 'ffmpeg-core.js')).href;

// The core is built for a browser's worker and asks these two where it is.
globalThis.self = globalThis;
globalThis.location = { href: script };

const [{ default: createCore }, wasmBinary] = await Promise.all([
  import(/* turbopackIgnore: true */ script),
  readFile(join(folder, 'ffmpeg-core.wasm')),
]);
const core = await createCore({ wasmBinary });

let log = [];
core.setLogger(({ message }) => log.push(message));

const operations = {
  write: ({ name, bytes }) => core.FS.writeFile(name, bytes),
  read: ({ name }) => core.FS.readFile(name),
  remove: ({ name }) => core.FS.unlink(name),
  run: ({ args }) => {
    log = [];
    core.exec(...args);
    const code = core.ret;
    core.reset();
    return { code, log: log.join('\n') };
  },
};

process.on('message', ({ id, operation, input }) => {
  try {
    process.send({ id, output: operations[operation](input) });
  } catch (error) {
    process.send({ id, error: `${operation}: ${error?.message ?? error}` });
  }
});
