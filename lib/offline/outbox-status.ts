import type { ErrorCode } from '@/lib/domain/errors';

/** Where a take is, for whoever looks at it. */
export type TakeStatus =
  /** Not asked to be published. */
  | { at: 'device' }
  | {
      at: 'waiting';
      for: 'network' | 'parent' | 'turn' | 'retry';
      /** Why the last try failed, if it did. */
      code: ErrorCode | null;
      /** When the next try is due (ms since 1970). */
      retryAt: number | null;
    }
  | { at: 'uploading'; sentBytes: number; totalBytes: number }
  | { at: 'server'; doing: 'mixing' | 'publishing' }
  | { at: 'refused'; code: ErrorCode }
  /** `waits`: the owner of its story hears it before others do. */
  | { at: 'published'; url: string; waits?: boolean };
