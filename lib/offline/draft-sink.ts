import { AppError, type ErrorCode } from '@/lib/domain/errors';
import type { Aim } from '@/lib/studio/aim';
import type { DraftSink, Form, Ids } from '@/lib/studio/ports';
import type { Drafts } from './drafts';
import { newDraft } from './stored-draft';

type Options = {
  drafts: Drafts;
  ids: Ids;
  aim: Aim;
  form: Form;
  /** Called once at most: from now on the take is in this page's memory alone. */
  onRefused(code: ErrorCode): void;
};

/** Begins a draft and keeps the chunks of its source, in the order they come. */
export function createDraftSink({ drafts, ids: { takeId, storyId }, aim, form, onRefused }: Options): DraftSink {
  let isTold = false;
  let kept = Promise.resolve();

  function tell(code: ErrorCode | null): void {
    if (isTold || !code) return;
    isTold = true;
    onRefused(code);
  }

  function inOrder(work: () => Promise<unknown>): void {
    kept = kept.then(work).then(
      () => tell(drafts.refusal(takeId)),
      // The browser cannot read its own chunk: what comes after it is kept nevertheless.
      (cause: unknown) => tell(cause instanceof AppError ? cause.code : 'device_store_failed'),
    );
  }

  inOrder(() => drafts.begin({ ...newDraft({ takeId, storyId }, aim), form }));
  return {
    append: (chunk) => inOrder(async () => drafts.append(takeId, await chunk.arrayBuffer())),
    place: (placed) => inOrder(() => drafts.change(takeId, (draft) => ({ ...draft, ...placed }))),
    async bytes() {
      await kept;
      return drafts.source(takeId);
    },
  };
}
