'use client';

import type { RouterOutputs } from '#components/trpc/types.ts';
import { Field } from '#components/ui/field.tsx';
import { Select } from '#components/ui/select.tsx';
import { useProviderMutations } from './use-provider-mutations.ts';

const AUTOMATIC = 'automatic';

/** What agents use that name no model. */
export function DefaultModel({
  list,
  models,
  mayChange,
}: {
  list: RouterOutputs['provider']['list'];
  models: RouterOutputs['provider']['models'] | undefined;
  mayChange: boolean;
}) {
  const { setDefault } = useProviderMutations();
  const { chosen, fromEnvironment } = list.default;
  if (fromEnvironment !== null) {
    return (
      <p className="text-sm text-muted">
        <code className="font-mono text-ink">{fromEnvironment}</code>, set by FERMATA_DEFAULT_MODEL.
      </p>
    );
  }
  const meant = models?.default ?? null;
  const automatic = chosen === null && meant !== null ? `Automatic (${meant})` : 'Automatic';
  if (!mayChange) return <p className="font-mono text-sm">{chosen ?? automatic}</p>;
  const ids = models?.models.map(({ id }) => id) ?? [];
  const offered = chosen !== null && !ids.includes(chosen) ? [chosen, ...ids] : ids;
  return (
    <Field label="Default model" hideLabel description="Automatic is the first provider’s; without one, simulated.">
      <Select
        className="w-full max-w-sm"
        value={chosen ?? AUTOMATIC}
        disabled={setDefault.isPending}
        options={[{ value: AUTOMATIC, label: automatic }, ...offered.map((id) => ({ value: id, label: id }))]}
        onValueChange={(value) => setDefault.mutate({ model: value === AUTOMATIC ? null : value })}
      />
    </Field>
  );
}
