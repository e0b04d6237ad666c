'use client';

import { useMutation } from '@tanstack/react-query';
import { Pencil } from 'lucide-react';
import { type FormEvent, useState } from 'react';
import { useTRPC } from '#components/trpc/client.ts';
import { fieldErrors, readFailure } from '#components/trpc/error.ts';
import type { RouterOutputs } from '#components/trpc/types.ts';
import { Badge } from '#components/ui/badge.tsx';
import { Button, IconButton } from '#components/ui/button.tsx';
import { Input } from '#components/ui/input.tsx';
import { Table, TableCell, TableHead, TableRow } from '#components/ui/table.tsx';
import { useModelsChanged, useProviderMutations } from './use-provider-mutations.ts';

type Model = RouterOutputs['provider']['models']['models'][number];

const usd = new Intl.NumberFormat('en-US', { style: 'currency', currency: 'USD', maximumFractionDigits: 4 });
const shown = (price: number | undefined) => (price === undefined ? '–' : usd.format(price));

function readPrice(text: string): number | null {
  const value = Number(text.trim().replace(',', '.'));
  return text.trim() !== '' && Number.isFinite(value) && value >= 0 ? value : null;
}

interface UsdInputProps {
  label: string;
  /** The model, for those who hear the field's name without its row. */
  model: string;
  value: string;
  autoFocus?: boolean;
  onChange(value: string): void;
  onLeave(): void;
}

function UsdInput({ label, model, onChange, onLeave, ...props }: UsdInputProps) {
  return (
    <label className="flex items-center gap-2 text-xs text-muted">
      <span aria-hidden>{label}</span>
      <Input
        aria-label={`${label} price of ${model}`}
        inputMode="decimal"
        className="w-24 text-right tabular-nums"
        onChange={(event) => onChange(event.target.value)}
        onKeyDown={(event) => {
          if (event.key === 'Escape') onLeave();
        }}
        {...props}
      />
    </label>
  );
}

function usePriceForm(model: Model, onDone: () => void) {
  const trpc = useTRPC();
  const onChanged = useModelsChanged();
  const [input, setInput] = useState(String(model.price?.inputUsd ?? ''));
  const [output, setOutput] = useState(String(model.price?.outputUsd ?? ''));
  const [wrong, setWrong] = useState<string | null>(null);
  const save = useMutation(
    trpc.provider.setPrice.mutationOptions({
      onSuccess: async () => {
        await onChanged();
        onDone();
      },
      onError: (error) => {
        const failure = readFailure(error);
        setWrong(Object.values(fieldErrors(failure.details))[0] ?? failure.message);
      },
    }),
  );
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    const [inputUsd, outputUsd] = [readPrice(input), readPrice(output)];
    if (inputUsd === null || outputUsd === null) setWrong('Both prices are numbers from 0, in USD.');
    else save.mutate({ model: model.id, inputUsd, outputUsd });
  };
  return { input, setInput, output, setOutput, wrong, submit, isPending: save.isPending };
}

/** The row while its price is typed: Enter saves, Escape leaves. */
function EditPrice({ model, onDone }: { model: Model; onDone: () => void }) {
  const { input, setInput, output, setOutput, wrong, submit, isPending } = usePriceForm(model, onDone);
  const { resetPrice } = useProviderMutations();
  return (
    <TableRow>
      <TableCell colSpan={4}>
        <form onSubmit={submit} className="flex flex-wrap items-center gap-x-4 gap-y-2">
          <span className="flex min-w-0 flex-1 basis-48 flex-col gap-0.5">
            <span className="font-mono text-xs [overflow-wrap:anywhere]">{model.id}</span>
            {wrong ? (
              <span role="alert" className="text-xs text-failed">
                {wrong}
              </span>
            ) : null}
          </span>
          <span className="flex flex-wrap gap-x-4 gap-y-2">
            <UsdInput label="Input" model={model.id} value={input} onChange={setInput} onLeave={onDone} autoFocus />
            <UsdInput label="Output" model={model.id} value={output} onChange={setOutput} onLeave={onDone} />
          </span>
          <span className="flex flex-wrap gap-2">
            {model.isOwn ? (
              <Button
                variant="ghost"
                busy={resetPrice.isPending}
                onClick={() => resetPrice.mutate({ model: model.id }, { onSuccess: onDone })}
              >
                {model.builtIn ? 'Use the built-in price' : 'Make it unknown'}
              </Button>
            ) : null}
            <Button onClick={onDone}>Cancel</Button>
            <Button type="submit" variant="primary" busy={isPending}>
              Save price
            </Button>
          </span>
        </form>
      </TableCell>
    </TableRow>
  );
}

function PriceRow({ model, mayManage }: { model: Model; mayManage: boolean }) {
  const [editing, setEditing] = useState(false);
  if (editing) return <EditPrice model={model} onDone={() => setEditing(false)} />;
  return (
    <TableRow>
      <TableCell>
        <span className="flex flex-wrap items-center gap-2">
          <span className="font-mono text-xs [overflow-wrap:anywhere]">{model.id}</span>
          {model.isOwn ? <Badge tone="accent">Set here</Badge> : null}
        </span>
      </TableCell>
      <TableCell className="text-right tabular-nums max-sm:px-1.5">{shown(model.price?.inputUsd)}</TableCell>
      <TableCell className="text-right tabular-nums max-sm:px-1.5">{shown(model.price?.outputUsd)}</TableCell>
      {mayManage ? (
        <TableCell className="w-px max-sm:px-1">
          <IconButton label={`Set the price of ${model.id}`} onClick={() => setEditing(true)}>
            <Pencil aria-hidden />
          </IconButton>
        </TableCell>
      ) : null}
    </TableRow>
  );
}

/** What every model costs, edited in place. */
export function PriceTable({ models, mayManage }: { models: readonly Model[]; mayManage: boolean }) {
  return (
    <div className="rounded-lg border border-line">
      <Table>
        <thead>
          <tr>
            <TableHead>Model</TableHead>
            <TableHead className="text-right max-sm:px-1.5">Input</TableHead>
            <TableHead className="text-right max-sm:px-1.5">Output</TableHead>
            {mayManage ? (
              <TableHead>
                <span className="sr-only">Actions</span>
              </TableHead>
            ) : null}
          </tr>
        </thead>
        <tbody>
          {models.map((model) => (
            <PriceRow key={model.id} model={model} mayManage={mayManage} />
          ))}
        </tbody>
      </Table>
    </div>
  );
}
