import { Notice } from '@/components/ui/notice';
import { errorSentence } from '@/lib/domain/error-sentences';
import type { Trial } from '@/lib/studio/sound-check';
import { spreadText } from '@/lib/studio/sound-words';
import { DotPlot } from './dot-plot';

/** What came of measuring the round trip. */
export function TrialResult({ trial }: { trial: Trial }) {
  return (
    <div role="status" className="flex flex-col gap-1 empty:hidden">
      {trial.at === 'running' && <p className="text-muted text-sm">Half a minute. Stay as you are, and quiet.</p>}
      {trial.at === 'failed' && <Notice kind="error">{errorSentence(trial.code)}</Notice>}
      {trial.at === 'done' && (
        <>
          {trial.found.each.length > 1 && <DotPlot found={trial.found} />}
          <p className="text-sm tabular-nums">{spreadText(trial.found)}</p>
        </>
      )}
    </div>
  );
}
