import http from 'node:http';
import type { AddressInfo } from 'node:net';
import { pipeline } from 'node:stream';

export type FlakyDoor = { origin: string; say500(whether: boolean): void; close(): Promise<void> };

/** Passes everything on to a server as it is, its Host too, which signatures are over; or says 500 to everything. */
export async function openFlakyDoor(behind: string): Promise<FlakyDoor> {
  let broken = false;
  const door = http.createServer((asked, answer) => {
    if (broken) {
      asked.resume();
      answer.writeHead(500, { 'content-type': 'application/xml' });
      return answer.end('<?xml version="1.0"?><Error><Code>InternalError</Code><Message>no</Message></Error>');
    }
    const { method = 'GET', url = '/', headers } = asked;
    const { hostname, port } = new URL(behind);
    const onward = http.request({ hostname, port, path: url, method, headers, agent: false }, (response) => {
      answer.writeHead(response.statusCode ?? 502, response.headers);
      // A body that breaks off breaks off here too.
      pipeline(response, answer, () => undefined);
    });
    // After its answer to a HEAD the store sends the end of a body that is none: a fault of this line, of which all is said.
    onward.on('error', () => answer.headersSent || answer.destroy());
    answer.on('close', () => onward.destroy());
    asked.pipe(onward);
  });
  await new Promise<void>((listening) => door.listen(0, '127.0.0.1', listening));
  return {
    origin: `http://127.0.0.1:${(door.address() as AddressInfo).port}`,
    say500: (whether) => {
      broken = whether;
    },
    close() {
      door.closeAllConnections();
      return new Promise((closed) => door.close(() => closed()));
    },
  };
}
