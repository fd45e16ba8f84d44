// One instance of the ffmpeg core in a thread of its own: untrusted media meets WebAssembly, no files and no network.
import { pathToFileURL } from 'node:url';
import { parentPort, workerData } from 'node:worker_threads';

// The core is built for a browser's worker and asks these two where it is.
globalThis.self = globalThis;
globalThis.location = { href: pathToFileURL(workerData.script).href };

const { default: createCore } = await import(/* turbopackIgnore: true */ pathToFileURL(workerData.script).href);
const core = await createCore({ wasmBinary: workerData.wasm });

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

parentPort.on('message', ({ id, operation, input }) => {
  try {
    const output = operations[operation](input);
    const transfer = output instanceof Uint8Array ? [output.buffer] : [];
    parentPort.postMessage({ id, output }, transfer);
  } catch (error) {
    parentPort.postMessage({ id, error: `${operation}: ${error?.message ?? error}` });
  }
});
parentPort.postMessage({ ready: true });
