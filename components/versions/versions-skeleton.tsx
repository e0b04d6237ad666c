import { Skeleton } from '#components/ui/skeleton.tsx';

/** Where the versions will stand. */
export function VersionListSkeleton() {
  return (
    <div className="flex w-72 shrink-0 flex-col gap-6 border-line bg-surface px-5 py-4 max-md:w-full max-md:border-b md:border-r">
      {[0, 1].map((row) => (
        <div key={row} className="flex flex-col gap-2">
          <Skeleton className="h-3.5 w-32" />
          <Skeleton className="h-3 w-44" />
        </div>
      ))}
    </div>
  );
}

/** Where the canvas and the list of differences will stand; on a phone there is only the list. */
export function ComparisonSkeleton() {
  return (
    <>
      <div className="min-w-0 flex-1 bg-canvas max-md:hidden" />
      <div className="hidden w-96 shrink-0 flex-col gap-5 border-line bg-surface p-4 max-md:flex max-md:w-full max-md:flex-1 lg:flex lg:border-l">
        <Skeleton className="h-8" />
        <Skeleton className="h-3.5 w-40" />
      </div>
    </>
  );
}
