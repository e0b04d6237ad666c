import 'client-only';
import { Bot, Braces, Flag, Globe, Hand, Layers, Merge, Play, Split, Timer } from 'lucide-react';
import type { LucideIcon } from 'lucide-react';
import type { ComponentType } from 'react';
import type { z } from 'zod';
import type { CardProps } from '#components/node-kit/card-body.tsx';
import { AgentCard } from './agent/card.tsx';
import { AgentInspector } from './agent/inspector.tsx';
import { ApprovalCard } from './approval/card.tsx';
import { ApprovalInspector } from './approval/inspector.tsx';
import { BranchCard } from './branch/card.tsx';
import { BranchInspector } from './branch/inspector.tsx';
import type { nodeDefinitions, NodeType } from './definitions.ts';
import { EndCard } from './end/card.tsx';
import { EndInspector } from './end/inspector.tsx';
import { HttpCard } from './http/card.tsx';
import { HttpInspector } from './http/inspector.tsx';
import { MapCard } from './map/card.tsx';
import { MapInspector } from './map/inspector.tsx';
import { MergeCard } from './merge/card.tsx';
import { MergeInspector } from './merge/inspector.tsx';
import { SetCard } from './set/card.tsx';
import { SetInspector } from './set/inspector.tsx';
import { StartCard } from './start/card.tsx';
import { StartInspector } from './start/inspector.tsx';
import { WaitCard } from './wait/card.tsx';
import { WaitInspector } from './wait/inspector.tsx';

/** How a node type looks in the browser. */
export interface NodeUi<Config> {
  Card: ComponentType<CardProps<Config>>;
  /** Fields of the node kit; they read and write the config where it stands in the document. */
  Inspector: ComponentType;
  Icon: LucideIcon;
}

type ConfigOf<Type extends NodeType> = z.output<(typeof nodeDefinitions)[Type]['config']>;

/** One entry for each definition, or this does not compile. */
export const nodeUi: { [Type in NodeType]: NodeUi<ConfigOf<Type>> } = {
  agent: { Card: AgentCard, Inspector: AgentInspector, Icon: Bot },
  approval: { Card: ApprovalCard, Inspector: ApprovalInspector, Icon: Hand },
  branch: { Card: BranchCard, Inspector: BranchInspector, Icon: Split },
  merge: { Card: MergeCard, Inspector: MergeInspector, Icon: Merge },
  map: { Card: MapCard, Inspector: MapInspector, Icon: Layers },
  wait: { Card: WaitCard, Inspector: WaitInspector, Icon: Timer },
  set: { Card: SetCard, Inspector: SetInspector, Icon: Braces },
  http: { Card: HttpCard, Inspector: HttpInspector, Icon: Globe },
  start: { Card: StartCard, Inspector: StartInspector, Icon: Play },
  end: { Card: EndCard, Inspector: EndInspector, Icon: Flag },
};

/**
 * The UI of a type, or undefined for a type that this version does not know. The one cast is here: the caller passes
 * the config that the definition of the same type has parsed.
 */
export function uiOf(type: string): NodeUi<unknown> | undefined {
  return Object.hasOwn(nodeUi, type) ? (nodeUi[type as NodeType] as NodeUi<unknown>) : undefined;
}
