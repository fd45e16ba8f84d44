import type { Scope } from '@/lib/scope';
import type { Aim } from '@/lib/studio/aim';
import type { DraftSink, DraftsPort, Form, Ids, Recorded } from '@/lib/studio/ports';
import { askToPersist } from './device-room';
import { holdDraft, whileRecording } from './draft-lock';
import { createDraftSink } from './draft-sink';
import type { Drafts } from './drafts';
import { EMPTY_FORM, newDraft } from './stored-draft';

type Deps = {
  drafts: Drafts;
  /** The mix of the take that is answered; null for a seed. */
  parentMix: (() => Promise<Uint8Array>) | null;
  report(cause: unknown): void;
};

export type DraftKeeper = DraftsPort & {
  /** Begins a draft for a recording. `onRefused`: from now on it is kept in this page alone. */
  newDraft(ids: Ids, aim: Aim, onRefused: Parameters<typeof createDraftSink>[0]['onRefused']): DraftSink;
};

/** Keeps on the device, step by step, what happens to the takes of one studio, and owns them while it is open. */
export function createDraftKeeper(studio: Scope, { drafts, parentMix, report }: Deps): DraftKeeper {
  const owned = new Map<string, Scope>();
  /** What is still on its way to the store of a take that was thrown away stays out of it. */
  const dropped = new Set<string>();
  let recording: (() => void) | null = null;

  function owner(takeId: string): Scope {
    const scope = owned.get(takeId) ?? studio.child();
    owned.set(takeId, scope);
    return scope;
  }

  async function own(takeId: string): Promise<void> {
    const scope = owner(takeId);
    const release = await holdDraft(takeId);
    if (release) scope.add(release, (free) => free());
  }

  function letGo(takeId: string): void {
    owned.get(takeId)?.close();
    owned.delete(takeId);
  }

  function endRecording(): void {
    recording?.();
    recording = null;
  }

  const quietly = (work: Promise<unknown>) => void work.catch(report);

  async function keepParent(takeId: string): Promise<void> {
    const mix = await parentMix?.();
    if (mix && !dropped.has(takeId)) await drafts.putFile(takeId, 'parent', mix);
  }

  async function keepRecorded(ids: Ids, aim: Aim, recorded: Recorded): Promise<void> {
    const { source, cut, alignment, gear = null } = recorded;
    const placed = { aim, cut, alignment, gear, stage: 'review' } as const;
    // Files that were made of it before are of another cut.
    const known = await drafts.change(ids.takeId, (draft) => ({ ...draft, ...placed, rendered: null }));
    if (known || dropped.has(ids.takeId)) return;
    const { contentType, bytes } = source;
    await drafts.begin({ ...newDraft(ids, aim), ...placed, contentType });
    await drafts.append(ids.takeId, bytes.slice().buffer);
    await keepParent(ids.takeId);
  }

  return {
    newDraft(ids, aim, onRefused) {
      endRecording();
      recording = studio.add(whileRecording(), (release) => release());
      quietly(own(ids.takeId));
      quietly(askToPersist());
      return createDraftSink({ drafts, ids, aim, form: EMPTY_FORM, onRefused });
    },
    punched(takeId) {
      quietly(drafts.change(takeId, (draft) => ({ ...draft, stage: 'recording' })));
      quietly(keepParent(takeId));
    },
    recorded(ids, aim, recorded) {
      if (!owned.has(ids.takeId)) quietly(own(ids.takeId));
      quietly(keepRecorded(ids, aim, recorded).finally(endRecording));
    },
    rendered(takeId, { stem, mix, margins, ...facts }) {
      quietly(drafts.putFile(takeId, 'stem', stem));
      quietly(drafts.putFile(takeId, 'mix', mix));
      if (margins) quietly(drafts.putFile(takeId, 'margins', margins));
      // Written after its files, so that whoever reads it finds them.
      const rendered = { ...facts, hasMargins: margins !== null };
      quietly(drafts.change(takeId, (draft) => ({ ...draft, rendered })));
    },
    note(takeId, form: Form) {
      quietly(drafts.change(takeId, (draft) => ({ ...draft, form, isWished: false })));
    },
    wish(takeId, form: Form) {
      quietly(drafts.change(takeId, (draft) => ({ ...draft, form, isWished: true })));
    },
    drop(takeId) {
      dropped.add(takeId);
      endRecording();
      quietly(drafts.remove(takeId).finally(() => letGo(takeId)));
    },
  };
}
