interface PickOptions {
  readonly accept?: string;
  readonly multiple?: boolean;
  readonly folder?: boolean;
}

/** Opens the browser's file dialog; an empty list when the user gives up. */
export function pickFiles({
  accept = '',
  multiple = true,
  folder = false,
}: PickOptions = {}): Promise<File[]> {
  return new Promise((resolve) => {
    const input = document.createElement('input');
    input.type = 'file';
    input.accept = accept;
    input.multiple = multiple;
    input.webkitdirectory = folder;
    input.addEventListener('change', () => resolve([...(input.files ?? [])]));
    input.addEventListener('cancel', () => resolve([]));
    input.click();
  });
}
