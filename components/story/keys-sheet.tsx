import { Switch } from '@/components/studio/switch';
import { Sheet } from '@/components/ui/sheet';

type Props = { hasLetterKeys: boolean; onLetterKeys(isOn: boolean): void; onClose(): void };

type Keys = readonly (readonly [keys: string, what: string])[];

const KEYS: Keys = [
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

const MAP_KEYS: Keys = [
  ['← →', 'What it answers, or on along the canon'],
  ['↑ ↓', 'Another answer to the same take'],
  ['Enter', 'Play from there; Duet, Continue and Like are beside it'],
  ['+ −', 'Nearer or further away'],
  ['Home End', 'The first take, or the last of your path'],
];

/** Every key of the page. Letters can be switched off, for those whose voice or hand types them by accident. */
export function KeysSheet({ hasLetterKeys, onLetterKeys, onClose }: Props) {
  return (
    <Sheet title="Keys" onClose={onClose} className="max-h-[90dvh] overflow-y-auto">
      <KeyList keys={KEYS} />
      <h3 className="font-medium text-sm">On the map</h3>
      <KeyList keys={MAP_KEYS} />
      <Switch label="Letter keys" hint="Space and arrows always work." isOn={hasLetterKeys} onChange={onLetterKeys} />
    </Sheet>
  );
}

function KeyList({ keys }: { keys: Keys }) {
  return (
    <dl className="mt-2 mb-4 grid grid-cols-[6.5rem_1fr] items-center gap-x-4 gap-y-2 text-sm">
      {keys.map(([names, what]) => (
        <div key={names} className="contents">
          <dt className="flex gap-1">
            {names.split(' ').map((key) => (
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
  );
}
