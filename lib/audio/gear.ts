import type { Gear } from '@/lib/domain/schemas';
import { browserName } from '@/lib/studio/browser-name';
import type { Route } from '@/lib/studio/route';

/** What a take was recorded with, as it may leave the device: labels as hashes only. `heard`: the parent's mix. */
export async function gearOf(
  { input, output, contextRate, inputRate }: Route,
  heard: Uint8Array<ArrayBuffer> | null,
): Promise<Gear> {
  return {
    inputLabel: await labelHash(input),
    outputLabel: await labelHash(output),
    contextRate,
    inputRate,
    browser: browserName(navigator.userAgent),
    ...(heard && { heardSha256: hex(await crypto.subtle.digest('SHA-256', heard)) }),
  };
}

/**
 * The first 16 hex digits of the SHA-256 of a label; null of none. Without a salt, for only so do the takes of one model add up; whoever
 * guesses a model's name can find it, which is less than a browser tells every page of itself.
 */
async function labelHash(label: string): Promise<string | null> {
  if (label === '') return null;
  const digest = await crypto.subtle.digest('SHA-256', new TextEncoder().encode(label));
  return hex(digest).slice(0, 16);
}

const hex = (digest: ArrayBuffer): string =>
  [...new Uint8Array(digest)].map((byte) => byte.toString(16).padStart(2, '0')).join('');
