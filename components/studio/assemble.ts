import { createContextDoor } from '@/lib/audio/audio-context';
import { createParentTailFile } from '@/lib/audio/parent-tail';
import { createRecorder, type Recorder } from '@/lib/audio/recorder';
import { createReviewPlayer } from '@/lib/audio/review-player';
import { createSoundDesk } from '@/lib/audio/sound-desk';
import { createTakeMixer } from '@/lib/audio/take-mixer';
import { device } from '@/lib/offline/device';
import { createDraftKeeper } from '@/lib/offline/draft-keeper';
import { createPublisher } from '@/lib/offline/publisher';
import { createScope } from '@/lib/scope';
import type { Answer } from '@/lib/studio/aim';
import { opening } from '@/lib/studio/machine';
import type { Live, MixerPort, ReviewPort } from '@/lib/studio/ports';
import { resume } from '@/lib/studio/review-machine';
import type { SoundCheckPort } from '@/lib/studio/sound-check';
import type { Draft, Step } from '@/lib/studio/state';
import { createStudio, type Studio } from '@/lib/studio/studio';
import { recalledMicrophone, rememberMicrophone } from './remembered-microphone';
import { rememberName } from './remembered-name';
import { saveSource } from './save-source';

export type OpenStudio = {
  studio: Studio;
  live: Live;
  review: ReviewPort;
  check: SoundCheckPort;
  /** Whether this take is kept in this page alone. */
  isVolatile(takeId: string): boolean;
  close(): void;
};

/** What the studio is opened for: a new take, or one that an earlier visit left on the device. */
export type Opening = { answer: Answer | null } | { left: Draft };

export const answerOf = (opened: Opening): Answer | null => ('left' in opened ? opened.left.aim.answer : opened.answer);

/** The browser's composition root: every adapter of the studio, owned by one scope. */
export function openStudio(opened: Opening, openPage: (url: string) => void): OpenStudio {
  const scope = createScope();
  const { drafts, outbox } = device();
  const context = createContextDoor(scope);
  const answer = answerOf(opened);
  const parent =
    answer &&
    createParentTailFile(answer, async () => {
      const kept = 'left' in opened ? await drafts.file(opened.left.ids.takeId, 'parent') : null;
      return kept ?? drafts.file(answer.parent.id, 'mix');
    });
  // Whoever answers will need it: it is there when Record is pressed. What fails now is tried again, and told, then.
  parent?.bytes().catch(() => undefined);
  const keeper = createDraftKeeper(scope, { drafts, parentMix: parent?.bytes ?? null, report: reportError });
  const desk = createSoundDesk(scope, {
    context,
    chosen: recalledMicrophone(),
    remember: rememberMicrophone,
    report: reportError,
  });
  const recorder = createRecorder(scope, { desk, parent, newDraft: keeper.newDraft });
  const review = createReviewPlayer(scope, { context, parent });
  // The core is compiled before a microphone is open: it takes all cores, and starved sound comes later for good.
  const start: Step =
    'left' in opened ? resume(opened.left, null) : { state: opening(answer), effects: [{ type: 'warm' }] };
  const studio = scope.add(
    createStudio(start, {
      recorder,
      review,
      mixer: learning(createTakeMixer(scope, parent), recorder),
      publisher: createPublisher(outbox),
      drafts: keeper,
      page: { rememberName, save: saveSource, open: openPage, report: reportError },
    }),
    (it) => it.close(),
  );
  return { studio, live: recorder, review, check: desk, isVolatile: drafts.isVolatile, close: scope.close };
}

/** What a take tells of its own round trip is known from then on. */
const learning = (mixer: MixerPort, recorder: Recorder): MixerPort => ({
  ...mixer,
  async render(recorded, aim, signal, onCut) {
    const rendered = await mixer.render(recorded, aim, signal, onCut);
    recorder.learn(recorded, rendered);
    return rendered;
  },
});
