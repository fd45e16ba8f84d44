/** What is written down of an address on the network: its neighbourhood, as "203.0.113.0" or "2001:db8:1::". Empty stays empty. */
export function maskAddress(address: string): string {
  if (address.includes('.')) return address.replace(/\.\d+$/, '.0');
  const groups = address.split(':').slice(0, 3);
  return groups.some(Boolean) ? `${groups.join(':')}::` : '';
}

/** What is written down of an email address, as "a…@example.org". */
export const maskEmail = (email: string): string => email.replace(/^(.).*(@[^@]*)$/, '$1…$2');

/** What is written down of a text that may hold anything: without addresses of any kind, and without what could be a key. */
export const maskText = (text: string): string =>
  text
    .replace(/[^\s@<>"'(),;:]+@[^\s@<>"'(),;:]+/g, (email) => maskEmail(email))
    .replace(/\b(\d{1,3}\.\d{1,3}\.\d{1,3})\.\d{1,3}\b/g, '$1.0')
    .replace(/([a-z][a-z\d+.-]*:\/\/)[^\s/@]*@/gi, '$1…@')
    .replace(/\?[^\s"']+/g, '?…')
    .replace(/\b(?![\da-f]{8}-)[\w-]{32,}\b/g, '…');
