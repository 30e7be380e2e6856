/**
 * The cases of all rules, without the line end of their last line, with LF and CRLF. Edits are made for any tool that replaces whole lines (contract,
 * section 4): what `applyEdits` does must be no more than cutting lines out and putting text in.
 */
import assert from 'node:assert/strict';
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { suite, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { checkTree } from '../../src/check.ts';
import { speak } from '../../src/findings/precedence.ts';
import { defaultSettings } from '../../src/findings/settings.ts';
import { applyEdits } from '../../src/fixes/apply.ts';
import type { Edit } from '../../src/fixes/edit.ts';
import { memoryTree } from '../../src/repository/memory.ts';

const fixtures = fileURLToPath(new URL('../fixtures/rules/', import.meta.url));
const forms = {
  LF: (text: string) => text.replace(/\r?\n$/, ''),
  CRLF: (text: string) => text.replace(/\r?\n/g, '\r\n').replace(/\r\n$/, ''),
};

/** As another tool would: from the last edit to the first. */
function naively(text: string, edits: readonly Edit[]): string {
  const lines = text.match(/[^\n]*\n|[^\n]+$/g) ?? [];
  for (const { startLine, endLine, newText } of edits.toSorted((a, b) => b.startLine - a.startLine))
    lines.splice(startLine - 1, endLine - startLine + 1, newText);
  return lines.join('');
}

suite('suggestions for files whose last line has no end', () => {
  for (const [name, form] of Object.entries(forms)) {
    test(name, () => {
      let applied = 0;
      for (const files of cases(form)) {
        const tree = memoryTree(files);
        const options = { dockerfiles: ['Dockerfile'], settings: defaultSettings, context: null, only: null };
        for (const { rule, fix } of speak(checkTree(tree, options).findings)) {
          for (const path of new Set(fix?.edits.map((edit) => edit.path))) {
            const text = files[path] ?? '';
            const edits = fix?.edits.filter((edit) => edit.path === path) ?? [];
            const after = applyEdits(text, edits);
            assert.equal(naively(text, edits), after, `${rule} in ${JSON.stringify(text)}`);
            // A new file has no line ends to keep to.
            for (const line of name === 'CRLF' && files[path] !== undefined ? after.split('\n').slice(0, -1) : [])
              assert.ok(
                line.endsWith('\r'),
                `${rule} writes a line of the other kind: ${JSON.stringify([text, edits])}`,
              );
            applied += 1;
          }
        }
      }
      assert.ok(applied > 50, `only ${applied} changes were looked at`);
    });
  }
});

function cases(form: (text: string) => string): readonly Readonly<Record<string, string>>[] {
  return readdirSync(fixtures, { recursive: true, encoding: 'utf8' })
    .filter((path) => path.endsWith('/Dockerfile') && statSync(join(fixtures, path)).isFile())
    .map((path) => {
      const folder = join(fixtures, path, '..');
      const names = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((name) =>
        statSync(join(folder, name)).isFile(),
      );
      return Object.fromEntries(names.map((name) => [name, form(readFileSync(join(folder, name), 'utf8'))]));
    });
}
