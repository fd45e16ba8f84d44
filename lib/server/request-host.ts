import 'server-only';

/** The host that the browser asked for; null where nobody tells. */
export const requestHost = (headers: Headers): string | null =>
  firstOf(headers.get('x-forwarded-host')) ?? headers.get('host');

/** Whether the browser asked by TLS, which ends at a proxy in front. */
export const isByTls = (headers: Headers): boolean => firstOf(headers.get('x-forwarded-proto')) === 'https';

/** Proxies in a row append to a list; its first entry is what the browser asked for. */
const firstOf = (list: string | null): string | null => list?.split(',')[0]?.trim() || null;
