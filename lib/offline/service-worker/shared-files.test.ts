import { beforeEach, describe, expect, it } from 'vitest';
import { createScope } from '@/lib/scope';
import { openDeviceDatabase } from '../device-database';
import { openDrafts } from '../drafts';
import { freshDevice } from '../test-device';
import { isShare, ledTo, receiveShare, SHARED_FIELD } from './shared-files';

const ORIGIN = 'https://tap.example';
const voice = new File(['fLaC and so on'], 'voice.flac');
const list = new File(['eggs, milk'], 'list.txt');

beforeEach(freshDevice);

/** Where a share of these files leads to. */
async function shared(files: File[], referrer = ''): Promise<string | null> {
  const body = new FormData();
  for (const file of files) body.append(SHARED_FIELD, file);
  const request = new Request(`${ORIGIN}/share`, { method: 'POST', body });
  // Only a browser can say where a request comes from.
  Object.defineProperty(request, 'referrer', { value: referrer });
  const answer = await receiveShare(request);
  expect(answer.status).toBe(303);
  return answer.headers.get('location');
}

const here = () => openDrafts(createScope(), openDeviceDatabase()).all();

describe('a share', () => {
  it('becomes a draft in review, and leads there', async () => {
    const where = await shared([voice]);
    const [draft, ...others] = await here();
    expect(where).toBe(`/record?draft=${draft?.takeId}`);
    expect(draft).toMatchObject({ stage: 'review', cut: 'whole', contentType: 'audio/flac' });
    expect(others).toEqual([]);
  });

  it('of several files is taken file by file: a bad one leaves the others alone', async () => {
    expect(await shared([voice, list, voice])).toBe('/drafts?share=not_audio&came=2');
    expect(await here()).toHaveLength(2);
    expect(await shared([list])).toBe('/drafts?share=not_audio');
    expect(await shared([])).toBe('/drafts?share=lost');
    expect(await here()).toHaveLength(2);
  });

  it('that a page of another site sends is none', async () => {
    expect(await shared([voice], 'https://other.example/')).toBe('/');
    expect(await here()).toEqual([]);
    expect(await shared([voice], `${ORIGIN}/drafts`)).toMatch(/^\/record/);
  });
});

it.each([
  ['', true],
  [`${ORIGIN}/`, true],
  [`${ORIGIN}.evil.example/`, false],
  ['http://tap.example/', false],
  ['about:client', false],
  ['nonsense', false],
])('a share that comes from "%s": %s', (referrer, is) => {
  expect(isShare(referrer, ORIGIN)).toBe(is);
});

it.each([
  [[], [], '/drafts?share=lost'],
  [[], ['device_full', 'not_audio'], '/drafts?share=device_full'],
  [['a'], [], '/record?draft=a'],
  [['a', 'b'], [], '/drafts'],
  [['a'], ['device_full'], '/drafts?share=device_full&came=1'],
] as const)('%j here and %j not leads to %s', (takeIds, faults, where) => {
  expect(ledTo(takeIds, faults)).toBe(where);
});
