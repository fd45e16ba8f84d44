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

/** A machine that is busy elsewhere starves a made-up microphone now and then: so much of a take may be missing. */
const MOST_SILENT = 0.15;

/** The hum of the engine's microphone, from the beginning to the end. */
export function expectHum({ stem }: Heard): void {
  const pieces = Array.from({ length: Math.floor(stem.samples.length / SAMPLES_PER_100_MS) }, (_, n) =>
    stem.samples.subarray(n * SAMPLES_PER_100_MS, (n + 1) * SAMPLES_PER_100_MS),
  );
  const silent = pieces.flatMap((piece, n) => (piece.every((x) => Math.abs(x) <= LEAST_PEAK) ? [n * 100] : []));
  expect(silent.length / pieces.length, `silent at ${silent.join(', ')} ms`).toBeLessThanOrEqual(MOST_SILENT);
}
