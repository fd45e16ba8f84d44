import { createContextDoor } from '@/lib/audio/audio-context';
import { createDraftInMemory } from '@/lib/audio/draft-in-memory';
import { createParentTailFile } from '@/lib/audio/parent-tail';
import { createRecorder } from '@/lib/audio/recorder';
import { createReviewPlayer } from '@/lib/audio/review-player';
import { createTakeMixer } from '@/lib/audio/take-mixer';
import { createApi } from '@/lib/offline/api';
import { putFile } from '@/lib/offline/put-file';
import { signInAsGuest } from '@/lib/offline/sign-in';
import { createPublisher } from '@/lib/offline/upload';
import { createScope } from '@/lib/scope';
import type { Answer } from '@/lib/studio/aim';
import type { Live, ReviewPort } from '@/lib/studio/ports';
import { createStudio, type Studio } from '@/lib/studio/studio';
import { rememberName } from './remembered-name';
import { saveSource } from './save-source';

export type OpenStudio = { studio: Studio; live: Live; review: ReviewPort; close(): void };

/** The browser's composition root: every adapter of the studio, owned by one scope. */
export function openStudio(answer: Answer | null, openPage: (url: string) => void): OpenStudio {
  const scope = createScope();
  const context = createContextDoor(scope);
  const parent = answer ? createParentTailFile(answer) : null;
  // Whoever answers will need it: it is there when Record is pressed. What fails now is tried again, and told, then.
  parent?.bytes().catch(() => undefined);
  const recorder = createRecorder(scope, { context, parent, newDraft: createDraftInMemory });
  const review = createReviewPlayer(scope, { context, parent });
  const studio = scope.add(
    createStudio(answer, {
      recorder,
      review,
      mixer: createTakeMixer(scope, parent),
      publisher: createPublisher({ api: createApi(), put: putFile, signIn: signInAsGuest }),
      page: { rememberName, save: saveSource, open: openPage, report: reportError },
    }),
    (opened) => opened.close(),
  );
  return { studio, live: recorder, review, close: scope.close };
}
