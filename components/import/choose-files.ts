const ACCEPT = '.yaml,.yml,.json,application/yaml,application/json';

/** Asks for files; nothing happens when the person chooses none. */
export function chooseFiles(onFiles: (files: File[]) => void, options: { multiple: boolean }): void {
  const input = document.createElement('input');
  input.type = 'file';
  input.accept = ACCEPT;
  input.multiple = options.multiple;
  input.addEventListener('change', () => {
    if (input.files && input.files.length > 0) onFiles([...input.files]);
  });
  input.click();
}
