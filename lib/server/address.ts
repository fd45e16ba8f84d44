import 'server-only';

/** Of a machine itself, or of a network within a house: who is told by one of these is not told apart from others. */
const WITHIN =
  /^(127\.|10\.|192\.168\.|169\.254\.|172\.(1[6-9]|2\d|3[01])\.|100\.(6[4-9]|[7-9]\d|1[01]\d|12[0-7])\.|f[cd][\da-f]{2}:|fe[89ab][\da-f]:)/i;

/** IPv6 is given out in networks of so many groups. */
const GROUPS_OF_A_NETWORK = 4;

/**
 * Where a request comes from, as the nearest proxy tells it (the last of its list; what stands before may be anybody's word),
 * or as Next saw it. Without a proxy in front whoever asks can write it: a bound by it is for accidents and for the lazy.
 * An IPv6 address is told as its network, which one household has to itself. Empty where that is not known: behind a proxy that
 * does not tell, all people have the address of that proxy.
 */
export function addressOf(headers: Headers): string {
  const address = headers.get('x-forwarded-for')?.split(',').at(-1)?.trim().slice(0, 100) ?? '';
  const ipv4 = /\d+\.\d+\.\d+\.\d+/.exec(address);
  const [head = ''] = address.replace(/^\[/, '').split('::');
  const network = ipv4 ? ipv4[0] : head.split(':').slice(0, GROUPS_OF_A_NETWORK).join(':');
  return WITHIN.test(`${network}:`) ? '' : network;
}
