import { createContext, useContext } from 'react';
import { createStore } from 'zustand/vanilla';
import type { StoreApi } from 'zustand/vanilla';
import type { NodeRegistry } from '#core/node/define.ts';
import type { CanvasPoint, PortRef } from './canvas-editing.ts';
import type { CanvasInstance } from './canvas-instance.ts';
import type { LayoutEngine } from './layout/layout-nodes.ts';
import type { FoldStore } from './groups/fold-store.ts';
import type { GraphStore } from './graph-store.ts';
import type { LastRunStore } from './last-run-store.ts';
import type { ProblemStore } from './problem-store.ts';
import type { SelectionStore } from './selection-store.ts';
import { readPreference } from './view-preference.ts';

/** What a node from the picker is for. */
export type PickPurpose =
  | { kind: 'place' }
  /** The new node takes a wire from this port. */
  | { kind: 'connect'; from: PortRef }
  /** The new node leads to this node. */
  | { kind: 'lead'; to: string }
  /** The new node goes into this wire. */
  | { kind: 'insert'; edgeId: string }
  /** It takes the place and the wires of this node. */
  | { kind: 'replace'; nodeId: string };

export interface PickerRequest {
  purpose: PickPurpose;
  /** Canvas coordinates of the new node. */
  at: CanvasPoint;
  /** Where the picker opens in the window. */
  screen: CanvasPoint;
}

export type Overlay =
  | { kind: 'none' }
  | ({ kind: 'picker' } & PickerRequest)
  /** Choosing, by keyboard, where a wire from this node goes. */
  | { kind: 'connect-list'; node: string; screen: CanvasPoint }
  | { kind: 'menu'; target: { node?: string; edge?: string }; at: CanvasPoint; screen: CanvasPoint }
  | { kind: 'palette' }
  | { kind: 'help' }
  /** The selected node on the whole screen. */
  | { kind: 'focus' }
  /** A test run: of all, of a node and what leads to it, or of a node alone. */
  | { kind: 'run'; upTo?: string; only?: string }
  | { kind: 'publish' };

/** What dragging on the canvas does. */
export type CanvasTool = 'select' | 'hand';

/** Which title of what is selected: a node may be all of a group, and both have one. */
export interface RenameRequest {
  of: 'node' | 'group';
}

/** What is open in the editor. Never part of the document. */
export interface EditorUiState {
  overlay: Overlay;
  problemsOpen: boolean;
  /** Asks the inspector to focus a field; each request is an object of its own. */
  focus: { nodeId: string; path: string } | null;
  /** Asks the inspector to put the cursor into a title; each request is an object of its own. */
  rename: RenameRequest | null;
  /** Null: by the size of the workflow. */
  minimap: boolean | null;
  tool: CanvasTool;
  /** Whether the outline stands beside the canvas. */
  outline: boolean;
  /** Where the keyboard works: what is added or connected gets the focus there. */
  home: 'canvas' | 'outline';
  /** Read out to screen readers. */
  announcement: string;
}
export type EditorUi = StoreApi<EditorUiState>;

export function createEditorUi(): EditorUi {
  return createStore<EditorUiState>(() => ({
    overlay: { kind: 'none' },
    problemsOpen: false,
    focus: null,
    rename: null,
    minimap: readPreference('minimap'),
    tool: 'select',
    outline: readPreference('outline') ?? false,
    home: 'canvas',
    announcement: '',
  }));
}

/** Everything a command or gesture may touch. One object for the life of the editor. */
export interface EditorContext {
  graph: GraphStore;
  selection: SelectionStore;
  problems: ProblemStore;
  lastRun: LastRunStore;
  ui: EditorUi;
  /** Which groups are folded: how one looks, never the document. */
  folds: FoldStore;
  registry: NodeRegistry;
  /** Null until the canvas is drawn. */
  canvas(): CanvasInstance | null;
  /** Where a tidied graph stands; the engine is not part of the page. */
  layout: LayoutEngine;
  /** Sends what is not saved yet. */
  saveNow(): void;
}

const Context = createContext<EditorContext | null>(null);
export const EditorContextProvider = Context.Provider;

export function useEditor(): EditorContext {
  const editor = useContext(Context);
  if (!editor) throw new Error('This component stands inside the editor');
  return editor;
}

export function openOverlay(editor: EditorContext, overlay: Overlay): void {
  editor.ui.setState({ overlay });
}

export function closeOverlay(editor: EditorContext): void {
  editor.ui.setState({ overlay: { kind: 'none' } });
}

/** Says something to screen readers. The same words again are read again: for the page they are other ones. */
export function announce(editor: EditorContext, announcement: string): void {
  const isAgain = editor.ui.getState().announcement === announcement;
  editor.ui.setState({ announcement: isAgain ? `${announcement}\u00a0` : announcement });
}
