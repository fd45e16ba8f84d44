/** What is written down of an address on the network: its neighbourhood, as "203.0.113.0" or "2001:db8:1::". Empty stays empty. */
export function maskAddress(address: string): string {
  if (address.includes('.')) return address.replace(/\.\d+$/, '.0');
  const groups = address.split(':').slice(0, 3);
  return groups.some(Boolean) ? `${groups.join(':')}::` : '';
}

/** What is written down of an email address, as "a…@example.org". */
export const maskEmail = (email: string): string => email.replace(/^(.).*(@[^@]*)$/, '$1…$2');
