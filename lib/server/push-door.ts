import 'server-only';
import { lookup } from 'node:dns';
import { BlockList, isIP, type LookupFunction } from 'node:net';
import { env } from './env';

/** IPv4 networks of one's own machine, house or provider, and those that lead nowhere. */
const CLOSED_4: readonly (readonly [string, number])[] = [
  ['0.0.0.0', 8],
  ['10.0.0.0', 8],
  ['100.64.0.0', 10],
  ['127.0.0.0', 8],
  ['169.254.0.0', 16],
  ['172.16.0.0', 12],
  ['192.0.0.0', 24],
  ['192.0.2.0', 24],
  ['192.88.99.0', 24],
  ['192.168.0.0', 16],
  ['198.18.0.0', 15],
  ['198.51.100.0', 24],
  ['203.0.113.0', 24],
  ['224.0.0.0', 3],
];
/** Of IPv6 only what is given out to the world, without what stands for an IPv4 address or for an example. */
const WORLD_6 = ['2000::', 3] as const;
const CLOSED_6: readonly (readonly [string, number])[] = [
  ['2001::', 32],
  ['2001:db8::', 32],
  ['2002::', 16],
];

const closed = new BlockList();
for (const [net, prefix] of CLOSED_4) closed.addSubnet(net, prefix, 'ipv4');
for (const [net, prefix] of CLOSED_6) closed.addSubnet(net, prefix, 'ipv6');
const world = new BlockList();
world.addSubnet(...WORLD_6, 'ipv6');

/** Whether an address is one that anybody can reach. */
export function isPublicAddress(address: string): boolean {
  const version = isIP(address);
  if (version === 4) return !closed.check(address, 'ipv4');
  return version === 6 && world.check(address, 'ipv6') && !closed.check(address, 'ipv6');
}

/** Hosts (with their ports) that this place trusts whatever their addresses are, also without TLS. */
const isAllowed = ({ host }: URL): boolean => (env().PUSH_ALLOW ?? '').split(',').some((one) => one.trim() === host);

/**
 * A push service that a device named, and anybody can name anything: it is spoken to over TLS, on its usual port, and only where
 * its address is public. Null when it is not to be spoken to.
 */
export function pushDoor(endpoint: string): { url: URL; lookup?: LookupFunction } | null {
  if (!URL.canParse(endpoint)) return null;
  const url = new URL(endpoint);
  if (url.username || url.password) return null;
  if (isAllowed(url)) return { url };
  const host = url.hostname.replace(/^\[|\]$/g, '');
  const isOpen = url.protocol === 'https:' && url.port === '' && (isIP(host) === 0 || isPublicAddress(host));
  return isOpen ? { url, lookup: publicLookup } : null;
}

/** Thrown where a name leads into a network that is not public. */
export const NOT_PUBLIC = 'ENOTPUBLIC';

/** The address that is connected to is the one that was looked at: a name that changes in between changes nothing. */
const publicLookup: LookupFunction = (hostname, options, done) => {
  lookup(hostname, { ...options, all: true }, (fault, found = []) => {
    const open = found.filter(({ address }) => isPublicAddress(address));
    const [first] = open;
    if (fault) return done(fault, '');
    if (!first)
      return done(Object.assign(new Error('the push service has no public address'), { code: NOT_PUBLIC }), '');
    return options.all ? done(null, open) : done(null, first.address, first.family);
  });
};
