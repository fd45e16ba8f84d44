import { expect, it } from 'vitest';
import { shareSentence } from './share-words';

const said = (search: string) => shareSentence(new URLSearchParams(search));

it('tells a share that has not come, or not all of it, what to do, and of any other says nothing', () => {
  expect(said('')).toBeNull();
  expect(said('share=device_full')).toBe('This device is full. Free some space, then share it again.');
  expect(said('share=device_full&came=2')).toMatch(/^Not every file came: this device is full/);
  expect(said('share=not_audio')).toMatch(/^This file is not audio/);
  expect(said('share=not_audio&came=1')).toMatch(/The others are here\.$/);
});

it('takes whatever it does not know for lost', () => {
  for (const name of ['lost', '', 'constructor', 'title_missing', '<b>']) {
    expect(said(`share=${encodeURIComponent(name)}`)).toMatch(/^The file that was shared did not arrive\./);
  }
});
