'use client';

import { useQueryClient } from '@tanstack/react-query';
import { useTRPC } from '#components/trpc/client.ts';
import { fieldErrors, readFailure } from '#components/trpc/error.ts';

/** After a change the list, and the pickers of the editor, are read again. */
export function useRefreshSecrets(): () => Promise<void> {
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  return () => queryClient.invalidateQueries(trpc.secret.pathFilter());
}

export interface FormFailure {
  /** What belongs to no field. */
  message: string | null;
  /** By field. A list shows its first. */
  fields: Record<string, string>;
}

export function formFailure(error: unknown): FormFailure {
  if (!error) return { message: null, fields: {} };
  const failure = readFailure(error);
  const fields: Record<string, string> = {};
  for (const [path, message] of Object.entries(fieldErrors(failure.details))) {
    fields[path.split('.')[0] ?? path] ??= message;
  }
  return { message: Object.keys(fields).length === 0 ? failure.message : null, fields };
}
