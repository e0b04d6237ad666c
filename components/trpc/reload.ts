import type { QueryClient, QueryFilters } from '@tanstack/react-query';

/**
 * Loads again what is shown, because it may have changed. A first load that is under way may have been answered before
 * the change, and invalidating alone does not repeat it: it is awaited, and then repeated.
 */
export async function reload(client: QueryClient, filter: QueryFilters): Promise<void> {
  const isFirstLoad = client
    .getQueryCache()
    .findAll({ ...filter, fetchStatus: 'fetching' })
    .some((query) => query.state.data === undefined);
  await client.invalidateQueries(filter);
  if (isFirstLoad) await client.invalidateQueries(filter);
}
