import 'server-only';
import Bowser from 'bowser';

const MOST_CHARS = 60;
/** A longer one is nobody's, and costs time to read. */
const MOST_READ_CHARS = 400;

/** As "Firefox on Android", so that somebody knows their own devices. */
export function clientName(userAgent: string): string {
  if (!userAgent) return 'An unknown browser';
  const { browser, os } = Bowser.parse(userAgent.slice(0, MOST_READ_CHARS));
  const name = [browser.name ?? 'A browser', os.name].filter(Boolean).join(' on ');
  return name.slice(0, MOST_CHARS);
}
