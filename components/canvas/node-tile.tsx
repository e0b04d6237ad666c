'use client';

import { CircleHelp } from 'lucide-react';
import { cn } from '#components/ui/cn.ts';
import { definitionOf } from '#core/node/define.ts';
import { nodeDefinitions } from '#nodes/definitions.ts';
import { uiOf } from '#nodes/ui.tsx';
import type { PaletteGroup } from '#core/node/define.ts';

const TINT: Record<PaletteGroup, string> = {
  Agents: 'bg-accent-soft text-accent',
  People: 'bg-waiting-soft text-waiting',
  Flow: 'bg-hover text-muted',
  'Data and actions': 'bg-hover text-muted',
};

/** The small tinted icon of a node type: the only place where a category has a colour. */
export function NodeTile({ type, className }: { type: string; className?: string | undefined }) {
  const Icon = uiOf(type)?.Icon ?? CircleHelp;
  const group = definitionOf(nodeDefinitions, type)?.group ?? 'Flow';
  return (
    <span
      className={cn(
        'inline-flex size-5 shrink-0 items-center justify-center rounded-sm [&_svg]:size-3.5',
        TINT[group],
        className,
      )}
    >
      <Icon aria-hidden />
    </span>
  );
}
