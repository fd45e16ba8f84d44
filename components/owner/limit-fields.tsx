import { TextField } from '@/components/ui/text-field';
import { MAX_DEPTH } from '@/lib/domain/limits';
import { MAX_DURATION_MS } from '@/lib/timeline/rule';

type Limits = { mostMs: number | null; mostDepth: number | null; mostTakesEach: number | null };
type Props = { limits: Limits; onChange(limits: Partial<Limits>): void };

/** How much the story takes, its owner's takes too; an empty field stands for as much as everywhere. */
export function LimitFields({ limits, onChange }: Props) {
  const { mostMs, mostDepth, mostTakesEach } = limits;
  return (
    <fieldset className="flex flex-col gap-1">
      <legend className="mb-3 text-muted text-sm">
        Limits, for you as well. What you leave empty is as everywhere.
      </legend>
      <Whole
        label="Longest take, in seconds"
        most={MAX_DURATION_MS / 1_000}
        value={mostMs && mostMs / 1_000}
        onChange={(seconds) => onChange({ mostMs: seconds && seconds * 1_000 })}
      />
      <Whole
        label="Answers below each other"
        most={MAX_DEPTH}
        value={mostDepth}
        onChange={(depth) => onChange({ mostDepth: depth })}
      />
      <Whole
        label="Takes of one person"
        most={10_000}
        value={mostTakesEach}
        onChange={(takes) => onChange({ mostTakesEach: takes })}
      />
    </fieldset>
  );
}

type WholeProps = { label: string; most: number; value: number | null; onChange(value: number | null): void };

function Whole({ label, most, value, onChange }: WholeProps) {
  return (
    <TextField
      type="number"
      inputMode="numeric"
      min={1}
      max={most}
      step={1}
      label={label}
      placeholder="As everywhere"
      value={value ?? ''}
      onChange={({ target }) => onChange(Number.isFinite(target.valueAsNumber) ? target.valueAsNumber : null)}
    />
  );
}
