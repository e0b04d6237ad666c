'use client';

import { ChevronRight, CornerDownRight, Repeat, StickyNote, TriangleAlert } from 'lucide-react';
import type { ReactNode } from 'react';
import { MARK_LOOKS } from '#components/canvas/mark-look.ts';
import { useMark } from '#components/canvas/mark-store.ts';
import type { Mark } from '#components/canvas/mark-store.ts';
import { NodeTile } from '#components/canvas/node-tile.tsx';
import { personClass } from '#components/canvas/person-colour.ts';
import { nameOf, useLookers } from '#components/canvas/presence-store.ts';
import type { Present } from '#components/canvas/presence-store.ts';
import { useProblemCounts } from '#components/canvas/problem-store.ts';
import type { NodeRun } from '#components/canvas/run-source.ts';
import { useIsInRun, useNodeRun } from '#components/canvas/run-source.ts';
import { Avatar } from '#components/ui/avatar.tsx';
import { cn } from '#components/ui/cn.ts';
import { NODE_STATUS_LOOK, StatusIcon } from '#components/ui/status.tsx';
import { runWords, spokenRow, wireWords } from './row-words.ts';
import type { OutlineRow } from './rows.ts';

interface OutlineRowViewProps {
  row: OutlineRow;
  /** The element that the tree says is the active one has this id. */
  elementId: string;
  active: boolean;
  selected: boolean;
  /** Opens or closes what is under it. */
  onToggle(): void;
  /** At the end of the row, for fingers. */
  menu?: ReactNode;
}

/** One row: a node with its state, a wire, or a note. The run and the problems of other nodes do not render it. */
export function OutlineRowView({ row, elementId, active, selected, onToggle, menu }: OutlineRowViewProps) {
  const { errors, warnings } = useProblemCounts(row.id);
  const run = useNodeRun(row.id);
  const inRun = useIsInRun();
  const mark = useMark(row.id);
  const people = useLookers(row.id);
  return (
    <div
      id={elementId}
      role="treeitem"
      aria-level={row.level}
      aria-posinset={row.position}
      aria-setsize={row.setSize}
      aria-expanded={row.expanded ?? undefined}
      aria-selected={selected}
      data-row={row.id}
      className={cn(
        'flex min-h-10 cursor-default items-center gap-1.5 rounded-md py-1 pr-2 touch:min-h-12',
        selected ? 'bg-accent-soft' : 'hover:bg-hover',
        active && 'graph-row-active',
      )}
      style={{ paddingLeft: (row.level - 1) * 16 + 4 }}
    >
      {/* All of it in words, in an order that can be listened to. */}
      <span className="sr-only">
        {spokenRow(row, {
          problems: errors + warnings,
          run,
          inRun,
          mark: mark && MARK_LOOKS[mark].word,
          people: people.map(nameOf),
        })}
      </span>
      <span aria-hidden className="contents">
        <Toggle expanded={row.expanded} onToggle={onToggle} />
        <RowFace row={row} run={inRun ? run : null} />
        {mark ? <RowMark mark={mark} /> : null}
        <Lookers people={people} />
        {row.kind === 'node' ? <ProblemCount errors={errors} warnings={warnings} /> : null}
        {row.kind === 'node' && inRun ? <RunState run={run} /> : null}
        {menu}
      </span>
    </div>
  );
}

/** For the pointer; keys and screen readers have the arrows and `aria-expanded`. */
function Toggle({ expanded, onToggle }: { expanded: boolean | null; onToggle(): void }) {
  if (expanded === null) return <span aria-hidden className="w-6 shrink-0 touch:w-8" />;
  return (
    <span
      aria-hidden
      data-toggle
      className="flex size-6 shrink-0 items-center justify-center rounded-sm text-subtle hover:text-ink touch:size-8"
      onClick={(event) => {
        event.stopPropagation();
        onToggle();
      }}
    >
      <ChevronRight className={cn('size-4 transition-transform', expanded && 'rotate-90')} />
    </span>
  );
}

type NodeRow = Extract<OutlineRow, { kind: 'node' }>;

function RowFace({ row, run }: { row: OutlineRow; run: NodeRun | null }) {
  switch (row.kind) {
    case 'wire': {
      const Icon = row.wire.again === null ? CornerDownRight : Repeat;
      return (
        <Face icon={<Icon aria-hidden className="size-4 shrink-0 text-subtle" />} title={wireWords(row.wire)} quiet />
      );
    }
    case 'note':
      return (
        <Face
          icon={<StickyNote aria-hidden className="size-4 shrink-0 text-subtle" />}
          title={row.note.text === '' ? 'Empty note' : row.note.text}
          quiet
        />
      );
    case 'node':
      return (
        <Face
          icon={<NodeTile type={row.node.type} className="size-7 [&_svg]:size-4" />}
          title={row.title}
          line={run?.line ?? rowLine(row)}
          faded={row.node.disabled === true}
        />
      );
  }
}

function rowLine({ type, node, group, to }: NodeRow): string {
  return [
    type,
    ...(node.disabled ? ['off'] : []),
    ...(node.pinned ? ['pinned'] : []),
    ...(group === null ? [] : [`in ${group}`]),
    ...leadsTo(to.map(wireWords)),
  ].join(' · ');
}

function leadsTo(targets: readonly string[]): string[] {
  return targets.length > 0 ? [`to ${targets.join(', ')}`] : [];
}

interface FaceProps {
  icon: ReactNode;
  title: string;
  line?: string;
  quiet?: boolean;
  faded?: boolean;
}

function Face({ icon, title, line, quiet = false, faded = false }: FaceProps) {
  return (
    <span className={cn('flex min-w-0 flex-1 items-center gap-2', faded && 'opacity-60')}>
      {icon}
      <span className="flex min-w-0 flex-col">
        <span className={cn('truncate text-sm', quiet ? 'text-muted' : 'font-medium text-ink')}>{title}</span>
        {line === undefined ? null : <span className="truncate text-2xs text-muted">{line}</span>}
      </span>
    </span>
  );
}

function ProblemCount({ errors, warnings }: { errors: number; warnings: number }) {
  const count = errors + warnings;
  if (count === 0) return null;
  return (
    <span
      title={`${count} ${count === 1 ? 'problem' : 'problems'}`}
      className={cn(
        'flex shrink-0 items-center gap-1 text-xs tabular-nums',
        errors > 0 ? 'text-failed' : 'text-warning',
      )}
    >
      <TriangleAlert aria-hidden className="size-3.5" />
      {count}
    </span>
  );
}

function RowMark({ mark }: { mark: Mark }) {
  const { word, icon: Icon, tone } = MARK_LOOKS[mark];
  return (
    <span className={cn('flex shrink-0 items-center gap-1 text-2xs font-medium', tone)}>
      <Icon aria-hidden className="size-3.5" />
      {word}
    </span>
  );
}

/** The row itself says their names. */
function Lookers({ people }: { people: readonly Present[] }) {
  const more = people.length - MAX_LOOKERS;
  return (
    <>
      {people.slice(0, MAX_LOOKERS).map((person) => (
        <span key={person.id} title={nameOf(person)} className="flex shrink-0">
          <Avatar
            name={person.name}
            className={cn('size-5 bg-person text-[9px] text-on-person forced-colors:border', personClass(person))}
          />
        </span>
      ))}
      {more > 0 ? <span className="shrink-0 text-2xs text-muted">+{more}</span> : null}
    </>
  );
}
const MAX_LOOKERS = 3;

function RunState({ run }: { run: NodeRun | null }) {
  const isCalm = run?.status === 'waiting' && run.person === false;
  const look = NODE_STATUS_LOOK[isCalm ? 'queued' : (run?.status ?? 'pending')];
  return (
    <span className={cn('flex max-w-36 shrink-0 items-center gap-1 text-2xs font-medium', look.ink)}>
      <StatusIcon look={look} className="size-3.5" />
      <span className="truncate">{runWords(run)}</span>
    </span>
  );
}
