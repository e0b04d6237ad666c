import type { Command, CommandGroup } from './command.ts';
import { COMMANDS } from './registry.ts';

const GROUPS: readonly CommandGroup[] = ['Add', 'Edit', 'Arrange', 'Move', 'View', 'Workflow'];

/** What the sheet of shortcuts shows, in its order: every command that has a key. */
export function shortcutSheet(): { group: CommandGroup; commands: readonly Command[] }[] {
  return GROUPS.map((group) => ({
    group,
    commands: COMMANDS.filter((command) => command.group === group && command.keys.length > 0),
  }));
}
