import { definitionOf } from '#core/node/define.ts';
import type { NodeDefinition, NodeRegistry, Port } from '#core/node/define.ts';
import type { GraphNode } from '#core/graph/schema.ts';
import { GRID } from './grid.ts';

/**
 * Sizes and handles are computed, never measured: with them declared, React Flow mounts only what is in view
 * (a graph of 5,000 nodes feels like 50). So everything here is a pure function of definition and config.
 */
export const CARD_WIDTH = 240;
export const CARD_HEIGHT = 96;
/** All main handles stand at one height, so nodes placed at the same y are joined by straight lines. */
export const MAIN_HANDLE_Y = 48;
const SIDE_HANDLE_Y = 80;
export const PORT_ROW_TOP = 78;
export const PORT_ROW_HEIGHT = 22;
export const HANDLE_SIZE = 10;

export const MAP_PADDING = 24;
export const MAP_HEADER = 64;
/** How near to the left side of a map its children may come. */
export const MAP_INSET = 16;
const MAP_MIN_WIDTH = 336;
const MAP_MIN_HEIGHT = 192;

/** The handle where forward edges arrive, and the one below it where loop edges do. */
export const INPUT_HANDLE = 'in';
export const LOOP_HANDLE = 'loop';

export interface CardHandle {
  id: string;
  type: 'source' | 'target';
  /** Centre, from the card's corner. */
  x: number;
  y: number;
  /** Null for handles that are no port. */
  port: Port | null;
}

export interface CardLayout {
  width: number;
  height: number;
  handles: CardHandle[];
  /** Ports drawn as labelled rows; empty when the one main port needs no label. */
  rows: Port[];
  isContainer: boolean;
}

/** The ports of a node, from its config, or from the type's defaults while the config is broken or of an unknown type. */
export function portsOf(registry: NodeRegistry, node: Pick<GraphNode, 'type' | 'config'>): Port[] {
  const definition = definitionOf(registry, node.type);
  if (!definition) return [{ id: 'out', label: 'out', kind: 'data' }];
  return definition.ports(usableConfig(definition, node));
}

/** The parsed config, or the type's defaults where the config does not parse: cards are drawn for broken drafts too. */
export function usableConfig(definition: NodeDefinition, node: Pick<GraphNode, 'config'>): unknown {
  const parsed = definition.config.safeParse(node.config);
  return parsed.success ? parsed.data : definition.config.parse(definition.defaults());
}

const cache = new WeakMap<GraphNode, CardLayout>();

/** Size and handles of a node that is no container. The same object for the same node. */
export function cardLayout(registry: NodeRegistry, node: GraphNode): CardLayout {
  const known = cache.get(node);
  if (known) return known;
  const ports = portsOf(registry, node);
  const acceptsInput = definitionOf(registry, node.type)?.acceptsInput ?? true;
  const rows = ports.filter((port) => port.kind !== 'error').length > 1 ? ports : [];
  const height = rows.length > 0 ? roundUp(PORT_ROW_TOP + rows.length * PORT_ROW_HEIGHT + 4) : CARD_HEIGHT;
  const layout = {
    width: CARD_WIDTH,
    height,
    rows,
    isContainer: false,
    handles: handles(ports, rows, acceptsInput, CARD_WIDTH),
  };
  cache.set(node, layout);
  return layout;
}

export interface ChildBox {
  x: number;
  y: number;
  width: number;
  height: number;
}

/** A container is as large as what it holds. Children stand relative to its corner. */
export function containerLayout(registry: NodeRegistry, node: GraphNode, children: readonly ChildBox[]): CardLayout {
  const right = Math.max(0, ...children.map((child) => child.x + child.width));
  const bottom = Math.max(0, ...children.map((child) => child.y + child.height));
  const width = roundUp(Math.max(MAP_MIN_WIDTH, right + MAP_PADDING));
  const height = roundUp(Math.max(MAP_MIN_HEIGHT, bottom + MAP_PADDING));
  return { width, height, rows: [], isContainer: true, handles: handles(portsOf(registry, node), [], true, width) };
}

function handles(ports: Port[], rows: Port[], acceptsInput: boolean, width: number): CardHandle[] {
  const inputs: CardHandle[] = acceptsInput
    ? [
        { id: INPUT_HANDLE, type: 'target', x: 0, y: MAIN_HANDLE_Y, port: null },
        { id: LOOP_HANDLE, type: 'target', x: 0, y: MAIN_HANDLE_Y + 16, port: null },
      ]
    : [];
  const outputs = ports.map((port): CardHandle => {
    const row = rows.indexOf(port);
    const side = port.kind === 'error' ? SIDE_HANDLE_Y : MAIN_HANDLE_Y;
    const y = row < 0 ? side : PORT_ROW_TOP + row * PORT_ROW_HEIGHT + PORT_ROW_HEIGHT / 2;
    return { id: port.id, type: 'source', x: width, y, port };
  });
  return [...inputs, ...outputs];
}

function roundUp(value: number): number {
  return Math.ceil(value / GRID) * GRID;
}
