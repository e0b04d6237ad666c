'use client';

import { Check, X } from 'lucide-react';
import type { RefObject } from 'react';
import { Button } from '#components/ui/button.tsx';
import { Field } from '#components/ui/field.tsx';
import { Textarea } from '#components/ui/input.tsx';
import { Kbd } from '#components/ui/kbd.tsx';
import type { Decision } from './use-decision.ts';

export interface DecisionActionsProps {
  decision: Decision;
  commentRef: RefObject<HTMLTextAreaElement | null>;
  /** Whether A and R work here; shown as hints where there is a keyboard. */
  keys: boolean;
  onDecide(choice: 'approved' | 'rejected'): void;
}

/** Comment and the two buttons, always in view at the lower edge. */
export function DecisionActions({ decision, commentRef, keys, onDecide }: DecisionActionsProps) {
  const busy = decision.pending !== null;
  return (
    <div className="sticky bottom-0 z-10 mt-auto flex flex-col gap-3 border-t border-line bg-surface px-4 pt-3 pb-[max(1rem,env(safe-area-inset-bottom))]">
      <Field
        label="Comment"
        hideLabel
        error={decision.commentMissing ? 'Say why you reject, so that whoever reads it can act on it.' : null}
      >
        <Textarea
          ref={commentRef}
          rows={1}
          className="min-h-9 max-h-40 touch:min-h-11"
          placeholder="Comment (asked for when rejecting)"
          value={decision.comment}
          onChange={(event) => decision.setComment(event.target.value)}
        />
      </Field>
      <div role="alert" className="text-sm text-failed empty:hidden">
        {decision.refusal}
      </div>
      <div className="grid grid-cols-[2fr_3fr] gap-2.5">
        <Button
          size="lg"
          disabled={busy}
          busy={decision.pending === 'rejected'}
          aria-keyshortcuts={keys ? 'R' : undefined}
          onClick={() => onDecide('rejected')}
        >
          <X aria-hidden />
          Reject
          {keys ? <Kbd className="touch:hidden">R</Kbd> : null}
        </Button>
        <Button
          size="lg"
          variant="primary"
          disabled={busy || decision.brokenFields.length > 0}
          busy={decision.pending === 'approved'}
          aria-keyshortcuts={keys ? 'A' : undefined}
          onClick={() => onDecide('approved')}
        >
          <Check aria-hidden />
          Approve
          {keys ? <Kbd className="touch:hidden">A</Kbd> : null}
        </Button>
      </div>
    </div>
  );
}
