import { expect, it } from 'vitest';
import { keptFor } from './whole-app';

const TAB = { isInstalled: false, isSparing: false };
const NOTHING = { app: false, core: false };

it.each([
  ['a link to a story, in a tab', { ...TAB, pathname: '/s/1/2' }, NOTHING],
  ['the stories', { ...TAB, pathname: '/' }, { app: true, core: false }],
  ['the takes on this device', { ...TAB, pathname: '/drafts' }, { app: true, core: false }],
  ['the studio', { ...TAB, pathname: '/record' }, { app: true, core: true }],
  [
    'a story, from the home screen',
    { pathname: '/s/1', isInstalled: true, isSparing: false },
    { app: true, core: true },
  ],
  ['the stories, on a connection to be spared', { ...TAB, pathname: '/', isSparing: true }, NOTHING],
  [
    'the studio, on a connection to be spared',
    { ...TAB, pathname: '/record', isSparing: true },
    { app: true, core: false },
  ],
])('%s', (_, visit, kept) => expect(keptFor(visit)).toEqual(kept));
