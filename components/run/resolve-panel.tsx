'use client';

import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { readFailure } from '#components/trpc/error.ts';
import { useTRPC } from '#components/trpc/client.ts';
import { Button } from '#components/ui/button.tsx';
import { Field } from '#components/ui/field.tsx';
import { Textarea } from '#components/ui/input.tsx';
import { notify } from '#components/ui/toast.tsx';
import type { Json } from '#core/json.ts';

export interface ResolvePanelProps {
  runId: string;
  nodeKey: string;
  canResolve: boolean;
}

/** The process died in the middle of something that must not happen twice: a person says what became of it. */
export function ResolvePanel({ runId, nodeKey, canResolve }: ResolvePanelProps) {
  const trpc = useTRPC();
  const [reason, setReason] = useState('');
  const [output, setOutput] = useState('{}');
  const parsed = parseJson(output);
  const resolve = useMutation(
    trpc.run.resolve.mutationOptions({ onError: (error) => notify.error(readFailure(error).message) }),
  );
  const send = (how: 'happened' | 'retry' | 'fail'): void => {
    resolve.mutate({
      id: runId,
      key: nodeKey,
      how,
      reason,
      ...(how === 'happened' && parsed.ok && { output: parsed.value }),
    });
  };
  const isBlocked = !canResolve || reason.trim() === '';
  return (
    <div className="flex flex-col gap-4 p-4">
      <p className="text-sm">
        The runner stopped while this node was at work, and doing it twice could do harm. Look at the other side, then
        say what became of it.
      </p>
      <Field label="How do you know?">
        <Textarea rows={2} value={reason} onChange={(event) => setReason(event.target.value)} />
      </Field>
      <Field label="Its output, if it happened (JSON)" {...(!parsed.ok && { error: parsed.message })}>
        <Textarea
          rows={3}
          className="font-mono text-xs"
          value={output}
          onChange={(event) => setOutput(event.target.value)}
        />
      </Field>
      <div className="flex flex-wrap gap-2">
        <Button busy={resolve.isPending} disabled={isBlocked || !parsed.ok} onClick={() => send('happened')}>
          It happened
        </Button>
        <Button busy={resolve.isPending} disabled={isBlocked} onClick={() => send('retry')}>
          Run it again
        </Button>
        <Button variant="danger" busy={resolve.isPending} disabled={isBlocked} onClick={() => send('fail')}>
          Fail
        </Button>
      </div>
      {canResolve ? null : <p className="text-sm text-muted">You may look at this run but not decide about it.</p>}
    </div>
  );
}

function parseJson(text: string): { ok: true; value: Json } | { ok: false; message: string } {
  try {
    return { ok: true, value: JSON.parse(text) as Json };
  } catch (error) {
    return { ok: false, message: error instanceof Error ? error.message : 'Not JSON' };
  }
}
