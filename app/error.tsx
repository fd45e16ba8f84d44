'use client';

import { PlainFrame } from '@/components/shell/plain-frame';
import { Stopped } from '@/components/shell/stopped';

type Props = { error: unknown; retry: () => void };

export default function ErrorPage({ error, retry }: Props) {
  const digest = error instanceof Error && 'digest' in error ? String(error.digest) : null;
  return (
    <PlainFrame>
      <Stopped onRetry={retry} digest={digest} />
    </PlainFrame>
  );
}
