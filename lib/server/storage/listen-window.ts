import 'server-only';
import { LISTEN_URL_SECONDS } from '@/lib/domain/limits';

/** Within one window a file has one URL, so that caches recognise it (s). */
export const LISTEN_WINDOW_SECONDS = LISTEN_URL_SECONDS / 2;

/** When the window of this instant began. A URL signed for an hour from there is good for 30 to 60 more minutes. */
export function windowStart(now: Date): Date {
  const windowMs = LISTEN_WINDOW_SECONDS * 1000;
  return new Date(Math.floor(now.getTime() / windowMs) * windowMs);
}
