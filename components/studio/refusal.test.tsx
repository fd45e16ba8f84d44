import { renderToStaticMarkup } from 'react-dom/server';
import { expect, it } from 'vitest';
import type { ErrorCode } from '@/lib/domain/errors';
import { Refusal } from './refusal';

const wayOn = (notice: ErrorCode) =>
  renderToStaticMarkup(<Refusal notice={notice} onSave={() => undefined} />).match(/<button.*?>([^<]+)<\/button>/)?.[1];

it.each([
  'suspended',
  'blocked',
  'invited_only',
  'story_closed',
  'story_too_deep',
  'story_take_too_long',
  'story_takes_each',
  'take_not_shown',
  'storage_used_up',
] as const)('%s is no better when it is tried again: the recording can be saved', (code) => {
  expect(wayOn(code)).toBe('Save the recording');
});

it('what passes is tried again', () => {
  expect(wayOn('database_unavailable')).toBe('Try again');
});
