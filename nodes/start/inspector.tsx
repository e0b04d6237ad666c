export function StartInspector() {
  return (
    <p className="text-sm text-muted">
      A run begins here with its input. What a run takes is described in the settings of the workflow: click on empty
      canvas to see them.
    </p>
  );
}
