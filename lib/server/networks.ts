import 'server-only';
import { BlockList, isIP } from 'node:net';

/** Whether a request comes from one of these networks, as the nearest proxy tells it; from anywhere where none are named. */
export function isAddressIn(headers: Pick<Headers, 'get'>, allowed: readonly string[] | undefined): boolean {
  if (allowed === undefined) return true;
  const told = headers.get('x-forwarded-for')?.split(',').at(-1)?.trim() ?? '';
  // An IPv4 address within IPv6, as a socket for both tells it.
  const address = told.replace(/^::ffff:(?=\d+\.)/i, '');
  const family = isIP(address);
  return family !== 0 && listOf(allowed).check(address, family === 4 ? 'ipv4' : 'ipv6');
}

/** Whether this names one address or a network of them, as 203.0.113.0/24. */
export function isNetwork(text: string): boolean {
  const { address, prefix, family } = networkOf(text);
  return family !== 0 && /^\d{1,3}$/.test(prefix) && Number(prefix) <= (family === 4 ? 32 : 128) && isIP(address) !== 0;
}

function networkOf(text: string) {
  const [address = '', given] = text.split('/');
  const family = isIP(address);
  return { address, family, prefix: given ?? (family === 4 ? '32' : '128') };
}

function listOf(networks: readonly string[]): BlockList {
  const list = new BlockList();
  for (const network of networks) {
    const { address, prefix, family } = networkOf(network);
    list.addSubnet(address, Number(prefix), family === 4 ? 'ipv4' : 'ipv6');
  }
  return list;
}
