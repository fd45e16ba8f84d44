import { connect } from 'node:net';
import { RAW, type Wire } from './requests';

/** `status` 0: the server hung up without a word, as it may on what is not HTTP. */
export type Heard = { status: number; head: string; body: string };

const WITHIN_MS = 60_000;

/** Sends it on a connection of its own and reads until the server is done; of a stream its head alone. */
export function send(port: number, wire: Wire): Promise<Heard> {
  const { promise, resolve, reject } = Promise.withResolvers<Heard>();
  const chunks: Buffer[] = [];
  const socket = connect(port, '127.0.0.1', () => socket.write(bytesOf(wire)));
  socket.setTimeout(wire.method === RAW ? RAW_WITHIN_MS : WITHIN_MS, () => {
    if (wire.method === RAW) socket.destroy();
    else socket.destroy(new Error(`nothing within ${WITHIN_MS} ms`));
  });
  socket.on('data', (chunk) => {
    chunks.push(chunk);
    const { head } = parse(chunks);
    if (/^content-type: text\/event-stream/im.test(head) || /^HTTP\/1\.1 101/.test(head)) socket.destroy();
  });
  // Whoever sends half a request is hung up on.
  socket.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code === 'ECONNRESET' || error.code === 'EPIPE') return;
    reject(error);
  });
  socket.on('close', () => resolve(parse(chunks)));
  return promise;
}

/** The server waits for the rest of what is no request; nobody does here (ms). */
const RAW_WITHIN_MS = 300;

function bytesOf({ method, target, headers, body }: Wire): Buffer {
  if (method === RAW) return body;
  const lines = [
    `${method} ${target} HTTP/1.1`,
    'host: localhost',
    'connection: close',
    ...headers.map(([name, value]) => `${name}: ${value}`),
    ...(body.length > 0 || method === 'POST' || method === 'PUT' ? [`content-length: ${body.length}`] : []),
  ];
  return Buffer.concat([Buffer.from(`${lines.join('\r\n')}\r\n\r\n`), body]);
}

function parse(chunks: Buffer[]): Heard {
  const text = Buffer.concat(chunks)
    .toString('utf8')
    .replace(/^HTTP\/1\.1 100 Continue\r\n\r\n/, '');
  const [head = '', ...rest] = text.split('\r\n\r\n');
  return { status: Number(/^HTTP\/1\.\d (\d{3})/.exec(head)?.[1] ?? 0), head, body: rest.join('\r\n\r\n') };
}
