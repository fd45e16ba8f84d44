import { createDecipheriv, createECDH, createPublicKey, hkdfSync, randomBytes, verify } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';

/** What came for a device, as the browser on it would read it. */
export type Received = {
  message: unknown;
  headers: IncomingMessage['headers'];
  /** What the sender has signed (RFC 8292), and the key that it is signed with. */
  claims: { aud: string; exp: number; sub: string };
  publicKey: string;
};

/**
 * A push service and the devices behind it, for a test: it takes what RFC 8030 allows, checks who has sent it by RFC 8292 and reads
 * it by RFC 8291 and 8188 with nothing but Node's own crypto. What it cannot check it refuses with 400.
 */
export async function openPushService(port = 0) {
  const devices = new Map<string, ReturnType<typeof newDevice>>();
  /** What it answers instead of 201, until it is told otherwise. */
  let answers: number | null = null;
  const server = createServer(async (request, response) => {
    const device = devices.get(request.url ?? '');
    const body = await buffer(request);
    response.statusCode = answers ?? (device ? device.take(request, body) : 404);
    response.end();
  });
  server.listen(port, '127.0.0.1');
  await once(server, 'listening');
  const host = `127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    /** For PUSH_ALLOW. */
    host,
    answer(status: number | null): void {
      answers = status;
    },
    /** A device that has subscribed with this public key of the app. */
    device(appKey: string) {
      const path = `/push/${randomBytes(12).toString('base64url')}`;
      const device = newDevice(`http://${host}`, path, appKey);
      devices.set(path, device);
      return device;
    },
    async close(): Promise<void> {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}

function newDevice(origin: string, path: string, appKey: string) {
  const ecdh = createECDH('prime256v1');
  const own = ecdh.generateKeys();
  const auth = randomBytes(16);
  const received: Received[] = [];
  return {
    subscription: {
      endpoint: `${origin}${path}`,
      keys: { p256dh: own.toString('base64url'), auth: auth.toString('base64url') },
    },
    received,
    take({ headers, method }: IncomingMessage, body: Buffer): number {
      const signed = /^vapid t=([^,]+), k=(\S+)$/.exec(headers.authorization ?? '');
      const isPush =
        method === 'POST' && headers['content-encoding'] === 'aes128gcm' && /^\d+$/.test(headers.ttl as string);
      if (!isPush || !signed?.[1] || signed[2] !== appKey) return 400;
      const claims = claimsOf(signed[1], appKey);
      const now = Date.now() / 1_000;
      if (!claims || claims.aud !== origin || claims.exp < now || claims.exp > now + 24 * 60 * 60) return 403;
      const text = decrypt(body, ecdh, auth);
      if (text === null) return 400;
      received.push({ message: JSON.parse(text), headers, claims, publicKey: signed[2] });
      return 201;
    },
  };
}

/** The claims of a JWT that this key has signed (ES256); null for any other. */
function claimsOf(token: string, appKey: string): Received['claims'] | null {
  const [head = '', claims = '', signature = ''] = token.split('.');
  const json = (part: string) => JSON.parse(Buffer.from(part, 'base64url').toString());
  const point = Buffer.from(appKey, 'base64url');
  const [x, y] = [point.subarray(1, 33).toString('base64url'), point.subarray(33).toString('base64url')];
  const key = createPublicKey({ key: { kty: 'EC', crv: 'P-256', x, y }, format: 'jwk' });
  const isSigned = verify(
    'sha256',
    Buffer.from(`${head}.${claims}`),
    { key, dsaEncoding: 'ieee-p1363' },
    Buffer.from(signature, 'base64url'),
  );
  return json(head).alg === 'ES256' && isSigned ? json(claims) : null;
}

/** One record of aes128gcm: salt, record size, the sender's key, then what is sealed. Null when it was not sealed for this device. */
function decrypt(body: Buffer, ecdh: ReturnType<typeof createECDH>, auth: Buffer): string | null {
  const [salt, keyLength] = [body.subarray(0, 16), body[20] ?? 0];
  const [sender, sealed] = [body.subarray(21, 21 + keyLength), body.subarray(21 + keyLength)];
  try {
    const keyInfo = Buffer.concat([Buffer.from('WebPush: info\0'), ecdh.getPublicKey(), sender]);
    const secret = Buffer.from(hkdfSync('sha256', ecdh.computeSecret(sender), auth, keyInfo, 32));
    const derive = (info: string, length: number) =>
      Buffer.from(hkdfSync('sha256', secret, salt, `Content-Encoding: ${info}\0`, length));
    const decipher = createDecipheriv('aes-128-gcm', derive('aes128gcm', 16), derive('nonce', 12));
    decipher.setAuthTag(sealed.subarray(-16));
    const padded = Buffer.concat([decipher.update(sealed.subarray(0, -16)), decipher.final()]);
    const end = padded.lastIndexOf(2);
    return padded.subarray(0, end).toString();
  } catch {
    // Sealed for another device, or changed on the way.
    return null;
  }
}
