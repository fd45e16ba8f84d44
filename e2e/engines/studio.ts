import { expect } from '@playwright/test';
import type { Published as Heard } from '../ear';
import type { Person } from './person';

/** What a person does in the studio, in the words of the screen, in any engine. */

export async function beginStory(person: Person): Promise<void> {
  await person.goto('/');
  await person.press({ role: 'link', name: 'New story' });
}

/** From Record until the counter shows `seconds` (at most 9). */
export async function talkFor(person: Person, seconds: number): Promise<void> {
  await person.press({ role: 'button', name: 'Record' });
  await person.sees({ role: 'button', name: 'Stop' });
  await person.sees({ role: 'timer', name: '…' }, ({ text }) => text.includes(`0:0${seconds}`));
}

/** What the recorder has heard since the punch, as its own page counts (ms). */
export const saidMs = (person: Person): Promise<number> =>
  person
    .tab()
    .run(() => performance.now() - (performance.getEntriesByName('take punched').at(-1)?.startTime ?? Number.NaN));

export async function recordFor(person: Person, seconds: number): Promise<void> {
  await talkFor(person, seconds);
  await person.press({ role: 'button', name: 'Stop' });
  await person.sees({ role: 'slider', name: 'Position' });
}

export type Published = { storyId: string; takeId: string };

export async function publish(person: Person): Promise<Published> {
  await person.press({ role: 'button', name: 'Publish' });
  return onTakePage(person);
}

export async function onTakePage(person: Person): Promise<Published> {
  await person.sees({ role: 'button', name: 'Share' });
  const [, storyId = '', takeId = ''] = /^\/s\/([0-9a-f-]{36})\/([0-9a-f-]{36})$/.exec(await person.path()) ?? [];
  return { storyId, takeId };
}

const SAMPLES_PER_100_MS = 4_800;
/** The engines' own microphones hum without a pause; this is far below their hum (linear). */
const LEAST_PEAK = 0.02;

/** The hum of the engine's microphone, all along: what was recorded has no hole. */
export function expectHum({ stem }: Heard): void {
  for (let at = 0; at + SAMPLES_PER_100_MS <= stem.samples.length; at += SAMPLES_PER_100_MS) {
    const piece = stem.samples.subarray(at, at + SAMPLES_PER_100_MS);
    const peak = piece.reduce((most, sample) => Math.max(most, Math.abs(sample)), 0);
    expect(peak, `the stem's peak at ${at / 48} ms`).toBeGreaterThan(LEAST_PEAK);
  }
}
