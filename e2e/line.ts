import { once } from 'node:events';
import { createServer, request as forward, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect } from '@playwright/test';

/** The line between a person and the app: it can be cut, and it can bring another file than the one asked for. */
export type Line = {
  origin: string;
  /** As if the server were gone: nobody answers at its address any more. */
  cut(): Promise<void>;
  mend(): Promise<void>;
  /** From now on `path` is answered with what the app has at `instead`, and `change` made to its text. */
  swap(path: string, by: { instead?: string; change?(text: string): string }): void;
  /** Method and path of everything that has come through, in order. */
  seen: string[];
  close(): Promise<void>;
};

/** An address of its own on this machine that leads to the app at `target`. */
export async function openLine(target: string): Promise<Line> {
  const { hostname, port } = new URL(target);
  const swaps = new Map<string, { instead?: string; change?(text: string): string }>();
  const seen: string[] = [];

  function pass(asked: IncomingMessage, answer: ServerResponse): void {
    const path = asked.url ?? '/';
    seen.push(`${asked.method} ${path}`);
    const swap = swaps.get(path);
    const headers = { ...asked.headers };
    if (swap) {
      headers['accept-encoding'] = 'identity';
      // It is another file now, whatever the asker has of it.
      delete headers['if-none-match'];
      delete headers['if-modified-since'];
    }
    const onward = forward({ hostname, port, method: asked.method, path: swap?.instead ?? path, headers }, (came) => {
      if (swap?.change) return void bringChanged(came, answer, swap.change);
      answer.writeHead(came.statusCode ?? 502, came.headers);
      came.pipe(answer);
    });
    onward.on('error', () => answer.destroy());
    answer.on('close', () => onward.destroy());
    asked.pipe(onward);
  }

  const server = createServer(pass);
  const listen = async (on: number) => {
    server.listen(on, 'localhost');
    await once(server, 'listening');
  };
  await listen(0);
  const own = (server.address() as AddressInfo).port;
  const cut = async () => {
    if (!server.listening) return;
    server.close();
    server.closeAllConnections();
    await once(server, 'close');
  };
  return {
    origin: `http://localhost:${own}`,
    cut,
    mend: () => listen(own),
    swap: (path, by) => void swaps.set(path, by),
    seen,
    close: cut,
  };
}

/** Waits until two looks find that nothing has come over the line between them. */
export async function quiet(line: Line): Promise<void> {
  let before = -1;
  const cameMeanwhile = () => {
    const came = line.seen.length - before;
    before = line.seen.length;
    return came;
  };
  await expect.poll(cameMeanwhile, { intervals: [2_000] }).toBe(0);
}

async function bringChanged(came: IncomingMessage, answer: ServerResponse, change: (text: string) => string) {
  const chunks: Buffer[] = await came.toArray();
  const { 'content-length': _, etag: __, 'last-modified': ___, ...headers } = came.headers;
  answer.writeHead(came.statusCode ?? 502, headers);
  answer.end(change(Buffer.concat(chunks).toString()));
}
