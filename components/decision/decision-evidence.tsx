import { JsonView } from '#components/json-view/json-view.tsx';
import { Markdown } from '#components/markdown/markdown.tsx';
import { Disclosure } from '#components/ui/disclosure.tsx';
import { RelativeTime } from '#components/ui/relative-time.tsx';
import { isJsonObject, type Json } from '#core/json.ts';
import { ApprovalBadge } from './approval-status.tsx';
import { fieldLabel, fieldText } from './field-text.ts';
import type { Approval } from './types.ts';
import { WordDiff } from './word-diff.tsx';

/** The text of an output that is only text, as agents without a schema give it. */
function plainText(output: Json): string | null {
  if (typeof output === 'string') return output;
  if (isJsonObject(output) && Object.keys(output).length === 1 && typeof output['text'] === 'string')
    return output['text'];
  return null;
}

function Finding({ finding }: { finding: Approval['context'][number] }) {
  const text = plainText(finding.output);
  return (
    <section aria-label={finding.title} className="flex flex-col gap-1.5">
      <p className="text-sm font-medium">{finding.title}</p>
      {text === null ? (
        <JsonView value={finding.output} label={`Output of ${finding.title}`} path={`nodes.${finding.nodeId}.output`} />
      ) : (
        <Markdown text={text} className="text-sm text-muted" />
      )}
    </section>
  );
}

function ExactRequests({ approval }: { approval: Approval }) {
  const steps = approval.consequences
    .filter((consequence) => consequence.port === 'approved')
    .flatMap((consequence) => consequence.next);
  const known = steps.flatMap((step) => (step.config === null ? [] : [{ ...step, config: step.config }]));
  if (known.length === 0) return null;
  return (
    <Disclosure label="Exact request that will be sent">
      <div className="flex flex-col gap-4">
        {known.map((step) => (
          <section key={step.nodeId} aria-label={step.title} className="flex flex-col gap-1.5">
            <p className="text-sm font-medium">
              {step.title} <span className="font-normal text-muted">{step.type}</span>
            </p>
            <JsonView value={step.config} label={`Request of ${step.title}`} />
          </section>
        ))}
      </div>
    </Disclosure>
  );
}

function Vote({ vote, editable }: { vote: Approval['history'][number]; editable: Approval['editable'] }) {
  const changed = Object.entries(vote.values).filter(
    ([field, value]) => fieldText(value) !== fieldText(editable[field] ?? null),
  );
  return (
    <li className="flex flex-col gap-1.5 border-l-2 border-line pl-3">
      <span className="flex flex-wrap items-center gap-2 text-sm">
        <ApprovalBadge status={vote.decision} />
        <span title={vote.email}>{vote.name}</span>
        <RelativeTime iso={vote.at} className="text-xs text-muted" />
        {vote.discarded ? <span className="text-xs text-muted">void: the text was edited afterwards</span> : null}
      </span>
      {vote.comment ? <p className="text-sm break-words whitespace-pre-wrap text-muted">{vote.comment}</p> : null}
      {changed.map(([field, value]) => (
        <div key={field} className="text-sm">
          <span className="text-xs text-muted">{fieldLabel(field)}</span>
          <div className="rounded-md border border-line px-2.5 py-1.5">
            <WordDiff before={fieldText(editable[field] ?? null)} after={fieldText(value)} />
          </div>
        </div>
      ))}
    </li>
  );
}

/** What was found on the way here, what exactly will go out, and what people did and saw. */
export function DecisionEvidence({ approval }: { approval: Approval }) {
  const { context, history } = approval;
  return (
    <div className="flex flex-col">
      {context.length > 0 ? (
        <Disclosure label={`What was found before (${context.length})`}>
          <div className="flex flex-col gap-4">
            {context.map((finding) => (
              <Finding key={finding.nodeId} finding={finding} />
            ))}
          </div>
        </Disclosure>
      ) : null}
      {approval.status === 'pending' ? <ExactRequests approval={approval} /> : null}
      {history.length > 0 ? (
        <Disclosure label={`Decisions (${history.length})`} defaultOpen={approval.status !== 'pending'}>
          <ul className="flex flex-col gap-3">
            {history.map((vote) => (
              <Vote key={`${vote.email} ${vote.at}`} vote={vote} editable={approval.editable} />
            ))}
          </ul>
        </Disclosure>
      ) : null}
    </div>
  );
}
