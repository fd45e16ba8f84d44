import { Skeleton } from '@/components/ui/skeleton';

/** The shape of a story's page, each part where it will be. */
export function StorySkeleton() {
  return (
    <main
      id="main"
      className="flex min-h-dvh flex-col lg:grid lg:grid-cols-[minmax(0,2fr)_minmax(390px,1fr)] lg:grid-rows-[auto_auto_1fr_auto]"
    >
      <p role="status" className="sr-only">
        The story is on its way.
      </p>
      <div className="flex flex-col gap-2 px-13 pt-5 pb-7 lg:col-start-2 lg:row-start-1 lg:px-15 lg:pt-7">
        <Skeleton className="h-6 w-3/5" />
        <Skeleton className="h-4 w-2/5" />
      </div>
      <div className="flex flex-col gap-3 px-4 pt-3 pb-4 lg:col-start-2 lg:row-start-2 lg:px-6 short:gap-2 short:pt-1">
        <Skeleton className="my-7 h-42 w-full short:h-26" />
        <Skeleton className="h-8 w-2/5" />
        <div className="h-12" />
      </div>
      <div className="dot-grid h-30 border-line border-y lg:col-start-1 lg:row-span-4 lg:row-start-1 lg:h-dvh lg:border-y-0 lg:border-r" />
      <div className="flex-1 lg:col-start-2 lg:row-start-3" />
      <div className="sticky bottom-0 flex h-36.5 items-center justify-center border-line border-t lg:col-start-2 lg:row-start-4 short:h-15">
        <Skeleton className="size-18 rounded-full short:size-12" />
      </div>
    </main>
  );
}
