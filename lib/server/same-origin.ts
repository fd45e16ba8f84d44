import 'server-only';
import { AppError } from '@/lib/domain/errors';
import { isByTls, requestHost } from './request-host';

/** What a browser says of a page that is not of this origin, a neighbour's included. */
const OF_OTHERS = new Set(['cross-site', 'same-site']);

/**
 * A browser names the page's origin on every write, and most say how it stands to ours; a page of another site is refused,
 * whatever its cookies. Who says neither is no browser, and has no cookies of anybody else. Throws wrong_origin.
 */
export function assertSameOrigin(headers: Headers): void {
  if (OF_OTHERS.has(headers.get('sec-fetch-site') ?? '')) throw new AppError('wrong_origin');
  const origin = headers.get('origin');
  if (origin === null) return;
  const url = URL.parse(origin);
  if (!url || url.host !== requestHost(headers)) throw new AppError('wrong_origin');
  // Whoever sits on the line can write any page of this host that comes without TLS.
  if (url.protocol !== 'https:' && isByTls(headers)) throw new AppError('wrong_origin');
}
