import 'server-only';

/** IPv6 is given out in networks of so many groups. */
const GROUPS_OF_A_NETWORK = 4;

/**
 * Where a request comes from, as the nearest proxy tells it (the last of its list; what stands before may be anybody's word),
 * or as Next saw it. Without a proxy in front whoever asks can write it: a bound by it is for accidents and for the lazy.
 * An IPv6 address is told as its network, which one household has to itself.
 */
export function addressOf(headers: Headers): string {
  const address = headers.get('x-forwarded-for')?.split(',').at(-1)?.trim().slice(0, 100) ?? '';
  const ipv4 = /\d+\.\d+\.\d+\.\d+/.exec(address);
  if (ipv4) return ipv4[0];
  const [head = ''] = address.replace(/^\[/, '').split('::');
  return head.split(':').slice(0, GROUPS_OF_A_NETWORK).join(':');
}
