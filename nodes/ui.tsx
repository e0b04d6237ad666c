import 'client-only';
import { Bot, Braces, Flag, Globe, Hand, Layers, Merge, Play, Split, Timer } from 'lucide-react';
import type { LucideIcon } from 'lucide-react';
import type { ComponentType } from 'react';
import type { z } from 'zod';
import type { CardProps } from '#components/node-kit/card-body.tsx';
import { AgentCard } from './agent/card.tsx';
import { ApprovalCard } from './approval/card.tsx';
import { BranchCard } from './branch/card.tsx';
import type { nodeDefinitions, NodeType } from './definitions.ts';
import { EndCard } from './end/card.tsx';
import { HttpCard } from './http/card.tsx';
import { MapCard } from './map/card.tsx';
import { MergeCard } from './merge/card.tsx';
import { SetCard } from './set/card.tsx';
import { StartCard } from './start/card.tsx';
import { WaitCard } from './wait/card.tsx';

/** How a node type looks in the browser. */
export interface NodeUi<Config> {
  Card: ComponentType<CardProps<Config>>;
  Icon: LucideIcon;
}

type ConfigOf<Type extends NodeType> = z.output<(typeof nodeDefinitions)[Type]['config']>;

/** One entry for each definition, or this does not compile. */
export const nodeUi: { [Type in NodeType]: NodeUi<ConfigOf<Type>> } = {
  agent: { Card: AgentCard, Icon: Bot },
  approval: { Card: ApprovalCard, Icon: Hand },
  branch: { Card: BranchCard, Icon: Split },
  merge: { Card: MergeCard, Icon: Merge },
  map: { Card: MapCard, Icon: Layers },
  wait: { Card: WaitCard, Icon: Timer },
  set: { Card: SetCard, Icon: Braces },
  http: { Card: HttpCard, Icon: Globe },
  start: { Card: StartCard, Icon: Play },
  end: { Card: EndCard, Icon: Flag },
};

/**
 * The UI of a type, or undefined for a type that this version does not know. The one cast is here: the caller passes
 * the config that the definition of the same type has parsed.
 */
export function uiOf(type: string): NodeUi<unknown> | undefined {
  return Object.hasOwn(nodeUi, type) ? (nodeUi[type as NodeType] as NodeUi<unknown>) : undefined;
}
