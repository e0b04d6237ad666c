'use client';

import { keepPreviousData, useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTRPC, useTRPCClient } from '#components/trpc/client.ts';
import { readFailure } from '#components/trpc/error.ts';
import { editedValues, proposedValues } from './edited-values.ts';
import { parseFieldText } from './field-text.ts';
import type { Approval } from './types.ts';

export type Choice = 'approved' | 'rejected';

export interface Decision {
  /** Edited text by field; a field that was not touched is absent. */
  edits: Readonly<Record<string, string>>;
  edit(field: string, text: string): void;
  revert(field: string): void;
  /** Fields whose text is not JSON although their value is. */
  brokenFields: readonly string[];
  comment: string;
  setComment(comment: string): void;
  /** Rejecting was tried without saying why. */
  commentMissing: boolean;
  /** Starts the decision; false when something is missing and nothing was sent. */
  decide(choice: Choice): boolean;
  pending: Choice | null;
  /** What the server refused, as a sentence: decided meanwhile, or changed. */
  refusal: string | null;
}

export function useApproval(approvalId: string) {
  const trpc = useTRPC();
  return useQuery(trpc.approval.get.queryOptions({ id: approvalId }));
}

/** What each choice leads to with the edits in place, asked once a field is left and not at every letter. */
export function useConsequences(approval: Approval, decision: Decision, isEditing: boolean): Approval['consequences'] {
  const client = useTRPCClient();
  const values = approval.status === 'pending' ? editedValues(approval, decision.edits) : undefined;
  const preview = useQuery({
    queryKey: ['approval-preview', approval.id, approval.payloadHash, values],
    queryFn: () => client.approval.preview.mutate({ id: approval.id, values: values ?? {} }),
    enabled: !isEditing && values !== undefined && values !== null,
    placeholderData: keepPreviousData,
  });
  return values ? (preview.data ?? approval.consequences) : approval.consequences;
}

/** One person's work on one approval, until it is sent. Bound to the payload hash of what they see. */
export function useDecision(approval: Approval): Decision {
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const [edits, setEdits] = useState<Record<string, string>>({});
  const [comment, setComment] = useState('');
  const [commentMissing, setCommentMissing] = useState(false);
  const mutation = useMutation(
    trpc.approval.decide.mutationOptions({
      // What was sent is part of what is shown from now on. Kept, it would be sent once more by whoever is asked again.
      onSuccess: () => {
        setEdits({});
        setComment('');
      },
      // Refused too: what stands on the screen is then out of date.
      onSettled: () => queryClient.invalidateQueries(trpc.approval.pathFilter()),
    }),
  );
  const values = proposedValues(approval);
  const brokenFields = Object.keys(edits).filter((field) => !parseFieldText(edits[field] ?? '', values[field] ?? null));

  return {
    edits,
    edit: (field, text) => setEdits({ ...edits, [field]: text }),
    revert: (field) => setEdits(Object.fromEntries(Object.entries(edits).filter(([name]) => name !== field))),
    brokenFields,
    comment,
    setComment(text) {
      setComment(text);
      setCommentMissing(false);
    },
    commentMissing,
    decide(choice) {
      if (mutation.isPending) return false;
      if (choice === 'rejected' && comment.trim() === '') {
        setCommentMissing(true);
        return false;
      }
      const edited = editedValues(approval, edits);
      if (edited === null) return false;
      mutation.mutate({
        id: approval.id,
        decision: choice,
        payloadHash: approval.payloadHash,
        ...(comment.trim() === '' ? {} : { comment: comment.trim() }),
        ...(edited === undefined ? {} : { values: edited }),
      });
      return true;
    },
    pending: mutation.isPending ? mutation.variables.decision : null,
    refusal: mutation.error ? readFailure(mutation.error).message : null,
  };
}
