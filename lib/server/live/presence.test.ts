import { expect, test } from 'vitest';
import { NAMELESS } from '@/lib/domain/story-event';
import { createPresence } from './presence';

const LASTS_MS = 25_000;
const one = { storyId: 'story', takeId: 'one' };
const two = { storyId: 'story', takeId: 'two' };
const ada = { who: 'ada', name: 'Ada', isOn: true };
const ben = { who: 'ben', name: 'Ben', isOn: true };

test('tells of who begins, not of who goes on, and of who ends', () => {
  const presence = createPresence(LASTS_MS);
  expect(presence.hear({ ...ada, ...one }, 0)).toMatchObject([one]);
  expect(presence.hear({ ...ada, ...one }, 10_000)).toEqual([]);
  expect(presence.hear({ ...ben, ...one }, 11_000)).toMatchObject([one]);
  expect(presence.namesAt(one)).toEqual(['Ada', 'Ben']);
  expect(presence.recordingIn('story')).toEqual([{ takeId: 'one', names: ['Ada', 'Ben'] }]);
  expect(presence.recordingIn('another')).toEqual([]);
  expect(presence.hear({ ...ada, ...one, isOn: false }, 12_000)).toMatchObject([one]);
  expect(presence.hear({ ...ada, ...one, isOn: false }, 12_001)).toEqual([]);
  expect(presence.namesAt(one)).toEqual(['Ben']);
});

test('forgets whoever falls silent, counted from the last word', () => {
  const presence = createPresence(LASTS_MS);
  presence.hear({ ...ada, ...one }, 0);
  presence.hear({ ...ada, ...one }, 10_000);
  presence.hear({ ...ben, ...two }, 0);
  expect(presence.expire(24_999)).toEqual([]);
  expect(presence.expire(25_000)).toMatchObject([two]);
  expect(presence.namesAt(one)).toEqual(['Ada']);
  expect(presence.expire(35_000)).toMatchObject([one]);
  expect(presence.recordingIn('story')).toEqual([]);
});

test('a person is at one place: both are told of a move, and an end that comes late says nothing', () => {
  const presence = createPresence(LASTS_MS);
  presence.hear({ ...ada, ...one }, 0);
  expect(presence.hear({ ...ada, ...two }, 1)).toMatchObject([one, two]);
  expect(presence.hear({ ...ada, ...one, isOn: false }, 2)).toEqual([]);
  expect(presence.recordingIn('story')).toEqual([{ takeId: 'two', names: ['Ada'] }]);
});

test('another name of the same person is told', () => {
  const presence = createPresence(LASTS_MS);
  presence.hear({ ...ada, ...one }, 0);
  expect(presence.hear({ ...ada, ...one, name: 'Ada L.' }, 1)).toMatchObject([one]);
  expect(presence.namesAt(one)).toEqual(['Ada L.']);
});

test('who has a name comes first, and no more than twenty are told', () => {
  const presence = createPresence(LASTS_MS);
  for (let n = 0; n < 30; n += 1) presence.hear({ who: `page ${n}`, name: NAMELESS, isOn: true, ...one }, 0);
  presence.hear({ ...ada, ...one }, 1);
  const names = presence.namesAt(one);
  expect(names.slice(0, 2)).toEqual(['Ada', NAMELESS]);
  expect(names).toHaveLength(20);
});

test('remembers ten thousand people, and whoever comes after them when they are gone', () => {
  const presence = createPresence(LASTS_MS);
  for (let n = 0; n < 10_000; n += 1)
    presence.hear({ who: `page ${n}`, name: NAMELESS, isOn: true, storyId: 'other', takeId: `${n}` }, 0);
  expect(presence.hear({ ...ada, ...one }, 1)).toEqual([]);
  expect(presence.namesAt(one)).toEqual([]);
  presence.expire(LASTS_MS);
  expect(presence.hear({ ...ada, ...one }, LASTS_MS)).toHaveLength(1);
});
