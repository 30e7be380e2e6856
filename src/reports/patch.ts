import { FILE_HEADERS_ONLY, formatPatch, OMIT_HEADERS, structuredPatch } from 'diff';
import type { Edit } from '../fixes/edit.ts';
import { editedFiles, type EditedFile } from './edited.ts';

type Read = (path: string) => string | null;

/** One patch over all files that `git apply` takes at the root of the repository; empty when the edits change nothing. */
export function patch(edits: readonly Edit[], read: Read): string {
  return changed(edits, read)
    .map((file) => formatPatch({ ...hunksOf(file), isGit: true, isCreate: file.before === null }))
    .join('');
}

/** The same for a reader's eye: only hunks, and names of files only when there are several, or another one than `path`. */
export function patchToRead(edits: readonly Edit[], read: Read, path: string): string {
  const files = changed(edits, read);
  const named = files.length > 1 || files[0]?.path !== path;
  return files.map((file) => formatPatch(hunksOf(file), named ? FILE_HEADERS_ONLY : OMIT_HEADERS)).join('');
}

function changed(edits: readonly Edit[], read: Read): readonly EditedFile[] {
  return editedFiles(edits, read).filter(({ before, after }) => before !== after);
}

function hunksOf({ path, before, after }: EditedFile) {
  const options = { context: 3 };
  return structuredPatch(
    before === null ? '/dev/null' : `a/${path}`,
    `b/${path}`,
    before ?? '',
    after,
    '',
    '',
    options,
  );
}
