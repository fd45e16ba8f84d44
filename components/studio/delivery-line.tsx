import { cn } from '@/components/ui/cn';
import type { Published, Publishing } from '@/lib/studio/state';
import { type Delivery, deliveryOf, STATIONS } from './delivery';

/** Where the take is on its way, as a line with stations. */
export function DeliveryLine({ state }: { state: Publishing | Published }) {
  const delivery = deliveryOf(state);
  return (
    <div className="flex flex-col gap-2">
      <div className="flex w-full items-baseline justify-between gap-4 text-sm">
        <span className="font-medium">{delivery.label}</span>
        <span className="text-muted tabular-nums">{delivery.percent === null ? '' : `${delivery.percent} %`}</span>
      </div>
      <div
        role="progressbar"
        aria-label={delivery.label}
        aria-valuemin={0}
        aria-valuemax={100}
        aria-valuenow={delivery.percent ?? undefined}
        className="w-full px-1"
      >
        <Line delivery={delivery} />
      </div>
      <ol aria-hidden="true" className="flex w-full justify-between text-muted text-xs">
        {STATIONS.map((station, i) => (
          <li key={station} className={cn(i <= delivery.at && 'text-ink')}>
            {station}
          </li>
        ))}
      </ol>
    </div>
  );
}

function Line({ delivery }: { delivery: Delivery }) {
  return (
    <div className="relative h-4">
      <div className="absolute inset-x-0 top-1/2 h-1 -translate-y-1/2 rounded-full bg-line" />
      <div
        className="absolute inset-x-0 top-1/2 h-1 origin-left -translate-y-1/2 rounded-full bg-ink transition-transform"
        style={{ transform: `scaleX(${delivery.travelled})` }}
      />
      {STATIONS.map((station, i) => (
        <span
          key={station}
          className={cn(
            'absolute top-1/2 size-4 -translate-x-1/2 -translate-y-1/2 rounded-full border-4 transition-colors',
            i < delivery.at && 'border-ink bg-ink',
            i === delivery.at && 'border-ink bg-bg',
            i > delivery.at && 'border-line bg-bg',
          )}
          style={{ left: `${i * 50}%` }}
        />
      ))}
    </div>
  );
}
