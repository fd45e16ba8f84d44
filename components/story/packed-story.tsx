'use client';

import { type ComponentProps, useMemo } from 'react';
import { type PackedPath, unpackPath } from '@/lib/domain/packed-path';
import { StoryView } from './story-view';

type Props = Omit<ComponentProps<typeof StoryView>, 'view' | 'kept'> & {
  view: Omit<ComponentProps<typeof StoryView>['view'], 'takes'>;
  path: PackedPath;
};

/** A story as it comes from the server. */
export function PackedStory({ view, path, ...rest }: Props) {
  const whole = useMemo(() => ({ ...view, takes: unpackPath(path) }), [view, path]);
  return <StoryView {...rest} view={whole} />;
}
