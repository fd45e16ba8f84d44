import { useEffect, useEffectEvent, useId, useState } from 'react';
import { v7 as uuid } from 'uuid';
import { Notice } from '@/components/ui/notice';
import { PEAKS_PER_SECOND } from '@/lib/domain/limits';
import { type Answer, firstAim, shortestMs } from '@/lib/studio/aim';
import type { Ids, Live } from '@/lib/studio/ports';
import type { SoundCheckPort } from '@/lib/studio/sound-check';
import type { PersonEvent, State } from '@/lib/studio/state';
import { noticeSentence } from '@/lib/studio/words';
import { BringFile } from './bring-file';
import { ConfirmSheet } from './confirm-sheet';
import { Counter } from './counter';
import { HeldTake } from './held-take';
import { LiveLine } from './live-line';
import { type ButtonMode, RecordButton } from './record-button';
import { RecordHint } from './record-hint';
import { statusOf, titleOf } from './record-words';
import { SoundCheckChip } from './sound-check-chip';
import { StudioHeader } from './studio-header';
import { Tape } from './tape';
import { TapeNotice } from './tape-notice';
import { TimelineStrip } from './timeline-strip';

type Props = {
  state: State;
  answer: Answer | null;
  /** Null until the page has woken up. */
  live: Live | null;
  check: SoundCheckPort | null;
  send(event: PersonEvent): void;
};

/** The tape, the counter, and one button. */
export function RecordScreen({ state, answer, live, check, send }: Props) {
  const [isChecking, setChecking] = useState(false);
  const statusId = useId();
  const aim = 'aim' in state ? state.aim : firstAim(answer);
  const isRolling = state.phase === 'preroll' || state.phase === 'recording';
  const running = isRolling ? live : state.phase === 'finishing' && live ? stopped(live, state.durationMs) : null;
  const mode: ButtonMode = state.phase === 'recording' ? 'live' : state.phase === 'idle' && live ? 'ready' : 'waiting';
  const notice = 'notice' in state ? state.notice : null;

  function press() {
    if (state.phase === 'recording') send({ type: 'stop', elapsedMs: live?.elapsedMs() ?? 0 });
    else send({ type: 'record', ids: newIds() });
  }
  const newIds = (): Ids => ({ takeId: uuid(), storyId: answer?.storyId ?? uuid() });
  useRecordKey(mode === 'waiting' ? null : press);

  return (
    <>
      <StudioHeader {...titleOf(answer)} onClose={() => send({ type: 'cancel' })} />
      <div className="relative flex flex-1 flex-col justify-center gap-[clamp(0.75rem,3.5dvh,2rem)] py-4">
        {notice &&
          (isRolling ? (
            <TapeNotice key={notice} notice={notice} />
          ) : (
            <div className="mx-auto w-full max-w-xl px-4">
              <Notice kind={state.phase === 'idle' ? 'error' : 'warn'}>{noticeSentence(notice)}</Notice>
            </div>
          ))}
        <TimelineStrip
          aim={aim}
          live={running}
          onMove={state.phase === 'idle' && live ? (punchMs) => send({ type: 'movePunch', punchMs }) : null}
        />
        <Tape aim={aim} live={running} isRecording={state.phase === 'recording' || state.phase === 'finishing'} />
        <RecordHint state={state} aim={aim} live={running} check={check} />
      </div>
      <div className="sticky bottom-0 flex flex-col items-center justify-center gap-2 bg-bg px-4 pb-[max(1.5rem,env(safe-area-inset-bottom))] [@media(max-height:480px)]:flex-row [@media(max-height:480px)]:gap-8 [@media(max-height:480px)]:pb-0">
        <Counter live={running} isAnswer={answer !== null} />
        <RecordButton mode={mode} live={running} shortestMs={shortestMs(aim)} describedBy={statusId} onPress={press} />
        <LiveLine
          id={statusId}
          live={running}
          text={(elapsedMs) => statusOf(state, elapsedMs)}
          className="min-h-6 font-medium text-base tabular-nums"
        />
        <div className="flex flex-wrap items-start justify-center [@media(max-height:480px)]:flex-nowrap">
          {check && (
            <SoundCheckChip
              check={check}
              isOffered={state.phase === 'idle'}
              isOpen={isChecking}
              onOpen={() => setChecking(true)}
              onClose={() => setChecking(false)}
            />
          )}
          <BringFile
            isOffered={state.phase === 'idle' && live !== null}
            onBring={(source) => send({ type: 'bring', ids: newIds(), source })}
          />
        </div>
      </div>
      {state.phase === 'held' && check && (
        <HeldTake
          state={state}
          check={check}
          onGoOn={() => send({ type: 'goOn' })}
          onCancel={() => send({ type: 'cancel' })}
          onSoundCheck={() => {
            send({ type: 'cancel' });
            setChecking(true);
          }}
        />
      )}
      {state.phase === 'recording' && state.confirming === 'cancel' && (
        <ConfirmSheet
          title="Throw this take away?"
          text="It is still being recorded. What you said so far would be gone."
          keep="Keep going"
          go="Throw away"
          onKeep={() => send({ type: 'dismiss' })}
          onGo={() => send({ type: 'confirm' })}
          onClose={() => send({ type: 'dismiss' })}
        />
      )}
    </>
  );
}

/** The tape as it stood at Stop, while the recorder still writes what lies around the take. */
const stopped = (live: Live, durationMs: number): Live => ({
  elapsedMs: () => durationMs,
  level: () => 0,
  bars: () => live.bars().slice(0, Math.floor((durationMs / 1_000) * PEAKS_PER_SECOND)),
});

/** R starts and stops, wherever the focus is. */
function useRecordKey(press: (() => void) | null): void {
  const onKey = useEffectEvent((event: KeyboardEvent) => {
    if (event.key.toLowerCase() !== 'r' || event.repeat || event.metaKey || event.ctrlKey || event.altKey) return;
    if (document.querySelector('dialog[open]')) return;
    press?.();
  });
  useEffect(() => {
    const listen = (event: KeyboardEvent) => onKey(event);
    window.addEventListener('keydown', listen);
    return () => window.removeEventListener('keydown', listen);
  }, []);
}
