import { expect, it } from 'vitest';
import { coreCache, outdated } from './build-caches';

const CURRENT = ['build:3', 'core:2'];
const CACHES = ['build:1', 'build:2', 'build:3', 'core:1', 'core:2', 'kept-audio', 'of-somebody-else'];

it('removes what older builds have left, and nothing that the person keeps', () => {
  expect(outdated(CACHES, CURRENT, new Set(['build:3', 'outbox']))).toEqual(['build:1', 'build:2', 'core:1']);
});

it('leaves a page that is still open its files, and the core that it may mix with', () => {
  expect(outdated(CACHES, CURRENT, new Set(['build:2']))).toEqual(['build:1']);
});

it('knows a core by its folder', () => {
  expect(coreCache('http://app/ffmpeg/core-1-api-2/worker.js')).toBe('core:core-1-api-2');
});
