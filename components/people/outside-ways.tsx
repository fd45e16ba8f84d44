import { useEffect, useEffectEvent } from 'react';
import { Button } from '@/components/ui/button';
import { Notice } from '@/components/ui/notice';
import type { WaysIn } from '@/lib/domain/me';
import { onOtherSignIn } from '@/lib/offline/sign-in';
import { faultSentence } from './asked';
import { useOutside } from './use-outside';

type Props = Pick<WaysIn, 'providers'> & { connected: readonly string[]; onChanged(): void };

/** Who else vouches for one, and who could. */
export function OutsideWays({ providers, connected, onChanged }: Props) {
  const { isBusy, fault, go } = useOutside();
  const changed = useEffectEvent(onChanged);
  useEffect(() => onOtherSignIn(() => changed()), []);
  return (
    <div className="flex flex-col gap-3">
      <ul className="flex flex-col divide-y divide-line">
        {providers.map(({ id, name }) => (
          <li key={id} className="flex min-h-16 items-center justify-between gap-3 py-2">
            {name}
            {connected.includes(id) ? (
              <span className="text-muted text-sm">Connected</span>
            ) : (
              <Button variant="quiet" disabled={isBusy} aria-label={`Connect ${name}`} onClick={() => go(id)}>
                Connect
              </Button>
            )}
          </li>
        ))}
      </ul>
      {fault && <Notice kind="error">{faultSentence(fault)}</Notice>}
    </div>
  );
}
