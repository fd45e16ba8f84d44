import { EventEmitter, once } from 'node:events';
import { createServer, type Socket } from 'node:net';

/** A mail server that keeps what it is given, enough of one for a client that is polite. */
export async function openMailbox() {
  const mails: string[] = [];
  const arrivals = new EventEmitter();
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket);
    let isBody = false;
    let text = '';
    const say = (line: string) => socket.write(`${line}\r\n`);
    say('220 mail.test');
    socket.on('data', (chunk) => {
      text += chunk.toString('utf8');
      for (let end = cut(); end >= 0; end = cut()) {
        const part = text.slice(0, end);
        text = text.slice(end + (isBody ? 5 : 2));
        if (isBody) {
          mails.push(part);
          arrivals.emit('mail');
          isBody = false;
          say('250 kept');
        } else if (/^DATA/i.test(part)) {
          isBody = true;
          say('354 go on');
        } else if (/^QUIT/i.test(part)) {
          say('221 bye');
          socket.end();
        } else say('250 mail.test');
      }
    });
    const cut = () => text.indexOf(isBody ? '\r\n.\r\n' : '\r\n');
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('no port');
  return {
    url: `smtp://127.0.0.1:${address.port}`,
    mails,
    /** The mail that comes next, or has come since the last one was taken. */
    async next(): Promise<string> {
      while (mails.length === 0) await once(arrivals, 'mail');
      return mails.shift() ?? '';
    },
    async close(): Promise<void> {
      for (const socket of sockets) socket.destroy();
      server.close();
      await once(server, 'close');
    },
  };
}

/** What stands behind the # of the link in a mail, as its reader's program shows it. */
export function tokenIn(mail: string): string {
  const plain = mail.replaceAll('=\r\n', '').replaceAll('=3D', '=');
  const token = /\/enter\?for=\w+#([\w-]+)/.exec(plain)?.[1];
  if (!token) throw new Error(`no link in ${mail}`);
  return token;
}
