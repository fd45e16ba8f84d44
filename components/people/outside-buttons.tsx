import { Button } from '@/components/ui/button';
import { Notice } from '@/components/ui/notice';
import type { WaysIn } from '@/lib/domain/me';
import { faultSentence } from './asked';
import { useOutside } from './use-outside';

/** Ways in by somebody else, above the form for a password. */
export function OutsideButtons({ providers }: Pick<WaysIn, 'providers'>) {
  const { isBusy, fault, go } = useOutside();
  if (providers.length === 0) return null;
  return (
    <div className="flex flex-col gap-3">
      {providers.map(({ id, name }) => (
        <Button key={id} variant="secondary" disabled={isBusy} onClick={() => go(id)}>
          Go on with {name}
        </Button>
      ))}
      {fault && <Notice kind="error">{faultSentence(fault)}</Notice>}
      <p className="text-center text-muted text-sm">or</p>
    </div>
  );
}
