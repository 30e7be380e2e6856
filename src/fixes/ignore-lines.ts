import { splitLines } from '../dockerfile/lines.ts';
import type { Tree } from '../repository/tree.ts';
import type { Edit } from './edit.ts';

/** The same ignore file with these lines at its end, where they have the last word; one that is not there is made. Null: it can't be read. */
export function appendLines(path: string, lines: readonly string[], tree: Tree): Edit | null {
  const content = tree.read(path);
  if (content.kind === 'absent')
    return { path, startLine: 1, endLine: 0, newText: lines.map((line) => `${line}\n`).join('') };
  if (content.kind !== 'text') return null;
  const { lines: present, eol } = splitLines(content.text);
  const added = lines.map((line) => line + eol).join('');
  const last = present.at(-1);
  if (last === undefined || last.endsWith('\n'))
    return { path, startLine: present.length + 1, endLine: present.length, newText: added };
  return { path, startLine: present.length, endLine: present.length, newText: last + eol + added };
}
