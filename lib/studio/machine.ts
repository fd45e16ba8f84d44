import { type Answer, firstAim } from './aim';
import { stepPublishing, stepReviewing } from './review-machine';
import { type State, type Step, type StudioEvent, takeIdOf } from './state';
import { stepAsking, stepFinishing, stepHeld, stepIdle, stepPreroll, stepRecording } from './take-machine';

export const opening = (answer: Answer | null): State => ({ phase: 'idle', aim: firstAim(answer), notice: null });

/** The studio's whole behaviour. An event that means nothing in a state leaves that very state. */
export function step(state: State, event: StudioEvent): Step {
  if ('takeId' in event && event.takeId !== takeIdOf(state)) return { state, effects: [] };
  switch (state.phase) {
    case 'idle':
      return stepIdle(state, event);
    case 'asking':
      return stepAsking(state, event);
    case 'held':
      return stepHeld(state, event);
    case 'preroll':
      return stepPreroll(state, event);
    case 'recording':
      return stepRecording(state, event);
    case 'finishing':
      return stepFinishing(state, event);
    case 'reviewing':
      return stepReviewing(state, event);
    case 'publishing':
      return stepPublishing(state, event);
    case 'published':
    case 'left':
      return { state, effects: [] };
  }
}
