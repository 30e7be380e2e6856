/** The page on the replay says what there is, in both languages. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import test, { suite } from 'node:test';
import { parseCommand } from '../../src/cli/arguments.ts';
import { app, type ReplayJson, repository, work } from './history.ts';

for (const page of ['docs/replay.md', 'docs/ja/replay.md']) {
  suite(page, () => {
    const text = readFileSync(new URL(`../../${page}`, import.meta.url), 'utf8');
    const blocks = (kind: string): readonly string[] =>
      Array.from(text.matchAll(new RegExp(`^\`\`\`${kind}\\n([^]*?)^\`\`\``, 'gm')), ([, block = '']) => block);

    test('commands are ones that there are', () => {
      const lines = blocks('console').flatMap((block) => Array.from(block.matchAll(/^\$ kasane ([^#\n]*)/gm)));
      assert.equal(lines.length, 5);
      for (const [, line = ''] of lines) assert.equal(parseCommand(line.trim().split(' '), []).kind, 'command', line);
    });

    test('the JSON has the fields that it shows', async (t) => {
      const [block = ''] = blocks('json');
      const shown = JSON.parse(block) as ReplayJson;
      const real = JSON.parse((await repository(t, app, work).run('replay --format json')).stdout) as ReplayJson;
      assert.deepEqual(Object.keys(shown), Object.keys(real));
      assert.deepEqual(Object.keys(shown.steps[0] ?? {}), Object.keys(real.steps[0] ?? {}));
    });
  });
}

test('help says of replay what replay takes', async (t) => {
  const one = repository(t, app, []);
  const { stdout } = await one.run('replay --help');
  assert.match(stdout, /--format FORMAT +text \(default\) or json\n/);
  assert.match(stdout, /--history N +how many commits at most, the newest; default: 100\n/);
  assert.match((await one.run('check --help')).stdout, /--format FORMAT +text \(default\), json, sarif or rdjson\n/);
  assert.match((await one.run('why --help --lang ja')).stdout, /--format 形式 +text（既定）または json\n/);
});
