import { Switch } from '@/components/studio/switch';
import { Sheet } from '@/components/ui/sheet';

type Props = { hasLetterKeys: boolean; onLetterKeys(isOn: boolean): void; onClose(): void };

const KEYS: readonly (readonly [keys: string, what: string])[] = [
  ['Space', 'Play or pause'],
  ['← →', 'Five seconds back or on'],
  ['↑ ↓', 'The branch above or below'],
  ['P N', 'Previous or next take'],
  ['L', 'Like the take that sounds, or take it back'],
  ['D', 'Duet: answer over the end'],
  ['C', 'Continue: answer after the end'],
  ['R', 'Record the answer that this story asks for'],
  ['?', 'This list'],
];

/** Every key of the page. Letters can be switched off, for those whose voice or hand types them by accident. */
export function KeysSheet({ hasLetterKeys, onLetterKeys, onClose }: Props) {
  return (
    <Sheet title="Keys" onClose={onClose} className="max-h-[90dvh] overflow-y-auto">
      <dl className="mt-2 mb-4 grid grid-cols-[auto_1fr] items-center gap-x-4 gap-y-2 text-sm">
        {KEYS.map(([keys, what]) => (
          <div key={keys} className="contents">
            <dt className="flex gap-1">
              {keys.split(' ').map((key) => (
                <kbd
                  key={key}
                  className="min-w-8 rounded-md border border-line-strong px-2 py-1 text-center font-medium font-sans text-xs"
                >
                  {key}
                </kbd>
              ))}
            </dt>
            <dd>{what}</dd>
          </div>
        ))}
      </dl>
      <Switch label="Letter keys" hint="Space and arrows always work." isOn={hasLetterKeys} onChange={onLetterKeys} />
    </Sheet>
  );
}
