import type { Conflict } from '#core/graph/merge/conflict.ts';
import type { ServerDraft } from './autosave.ts';

export type SaveState =
  | { status: 'saved' }
  | { status: 'saving' }
  /** Not sent yet, or refused by the network: it will be tried again. */
  | { status: 'unsaved'; retrying: boolean; reason: string | null }
  /** The session ended: kept in the browser, and sent when the editor is opened again after signing in. */
  | { status: 'signed-out' }
  /** Mine and theirs cannot both stand. In the open document mine does; nothing is sent until it is decided. */
  | { status: 'conflict'; theirs: ServerDraft; conflicts: readonly Conflict[] }
  | { status: 'read-only' };
