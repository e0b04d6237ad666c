'use client';

import { useEditor } from '#components/canvas/editor-context.ts';
import { leave } from '#components/canvas/gestures/focus-element.ts';
import { ProblemList } from '#components/problems/problem-list.tsx';
import { Button } from '#components/ui/button.tsx';
import { Checkbox } from '#components/ui/checkbox.tsx';
import { DialogActions } from '#components/ui/dialog.tsx';
import type { useStartRun } from './use-start-run.ts';

interface RunFormEndProps {
  start: Pick<ReturnType<typeof useStartRun>, 'message' | 'problems' | 'busy'>;
  simulated: boolean;
  onSimulated(simulated: boolean): void;
}

/** What every form of a test run ends with: whether it is real, what refused it, and the button. */
export function RunFormEnd({ start, simulated, onSimulated }: RunFormEndProps) {
  const editor = useEditor();
  return (
    <>
      <Checkbox
        label="Simulated"
        description="Agents answer from the built-in model and nothing leaves the machine. Always so while no model is set up."
        checked={simulated}
        onCheckedChange={onSimulated}
      />
      {start.message ? (
        <p role="alert" className="text-sm text-failed">
          {start.message}
        </p>
      ) : null}
      {start.problems.length > 0 ? <ProblemList problems={start.problems} onGo={() => leave(editor)} /> : null}
      <DialogActions>
        <Button onClick={() => leave(editor)}>Cancel</Button>
        <Button variant="primary" type="submit" busy={start.busy}>
          Run
        </Button>
      </DialogActions>
    </>
  );
}
