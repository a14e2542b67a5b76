// The files that a customer sends: the checks that are possible before the relay has the files.

/** The limits that the relay has for files: bytes per file, and files per message. The relay writes them into the page. Null = files are off. */
export interface FileLimits { size: number; count: number }

export function limitsOf(meta: string | undefined): FileLimits | null {
  const [size = NaN, count = NaN] = (meta ?? '').split(' ').map(Number);
  return size > 0 && count > 0 ? { size, count } : null;
}

export const limits = limitsOf(document.querySelector<HTMLMetaElement>('meta[name=files]')?.content);

/** Whether every browser can show the picture. Other pictures are offered for download. */
export const isPicture = (type: string) => /^image\/(png|jpeg|gif|webp|avif|bmp)$/.test(type);

export const isShown = (type: string) => isPicture(type) || /^(audio|video)\//.test(type);

/** A size as text, in the units that the relay uses. */
export function sizeOf(bytes: number, language: string): string {
  const [value, unit] = bytes < 1_000 ? [bytes, 'byte'] : bytes < 1_000_000 ? [Math.round(bytes / 1_000), 'kilobyte'] : [bytes / 1_000_000, 'megabyte'];
  return value.toLocaleString(language, { style: 'unit', unit: unit as string, maximumFractionDigits: 1 });
}

/** The files that were pasted or dropped, and the names of the folders among them. */
export function filesOf(data: DataTransfer): { files: File[]; folders: string[] } {
  const files: File[] = [];
  const folders: string[] = [];
  for (const item of data.items) {
    const file = item.kind === 'file' ? item.getAsFile() : null;
    if (file === null) continue;
    if (item.webkitGetAsEntry()?.isDirectory) folders.push(file.name);
    else files.push(file);
  }
  return { files, folders };
}
