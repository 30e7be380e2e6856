import assert from 'node:assert/strict';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import test, { suite } from 'node:test';
import { colorsOn } from '../../src/cli/colors.ts';
import { page } from '../../src/cli/page.ts';
import { painter } from '../../src/reports/paint.ts';
import { folder } from './run.ts';

const markdown = `# state/volume

<!-- frame -->

| Severity | Claims |
| --- | --- |
| warning | S2 |

<!-- /frame -->

Keep **data** elsewhere, see [the guide](../guide.md) and [12factor](https://12factor.net).

\`\`\`diff
-VOLUME /data
+# \`\`\` not the end
\`\`\`
`;

suite('a page in a terminal', () => {
  test('without colours', () => {
    assert.equal(
      page(markdown, painter(false)),
      `state/volume

| Severity | Claims |
| --- | --- |
| warning | S2 |

Keep data elsewhere, see the guide and 12factor (https://12factor.net).

    -VOLUME /data
    +# \`\`\` not the end
`,
    );
  });

  test('with colours', () => {
    const shown = page('# `a`\n\nUse `b`.\n', painter(true));
    assert.equal(shown, '\u001b[1ma\u001b[22m\n\nUse \u001b[36mb\u001b[39m.\n');
  });
});

suite('kasane explain', () => {
  test('prints the page of the language, found beside the program', async (t) => {
    const one = folder(t, {});
    for (const [path, text] of [
      ['docs/rules/state', '# Volume'],
      ['docs/ja/rules/state', '# ボリューム'],
    ] as const) {
      mkdirSync(join(one.path, path), { recursive: true });
      writeFileSync(join(one.path, path, 'volume.md'), `${text}\n`);
    }
    const home = pathToFileURL(`${one.path}/`);
    assert.deepEqual(await one.run('explain volume', { home }), { status: 0, stdout: 'Volume\n', stderr: '' });
    assert.equal((await one.run('explain volume --lang ja', { home })).stdout, 'ボリューム\n');
  });

  test('says the essential where the pages are missing', async (t) => {
    const ran = await folder(t, {}).run('explain volume');
    assert.equal(ran.status, 0);
    assert.match(
      ran.stdout,
      /^state\/volume\n\nData kept in a volume\n\nWhy\n\nContainers are bad at keeping data\.\n/,
    );
  });
});

suite('kasane rules', () => {
  test('lists them', async (t) => {
    assert.equal(
      (await folder(t, {}).run('rules')).stdout,
      'cache/copy-before-install  error    Dependencies installed after a copy of the code\n' +
        'state/volume               warning  Data kept in a volume\n',
    );
  });

  test('for programs', async (t) => {
    assert.deepEqual(JSON.parse((await folder(t, {}).run('rules --format json --lang ja')).stdout), [
      {
        id: 'cache/copy-before-install',
        severity: 'error',
        claims: ['C2', 'C3'],
        factors: ['II'],
        title: 'コードのコピーより後に依存関係をインストールしている',
      },
      {
        id: 'state/volume',
        severity: 'warning',
        claims: ['S2'],
        factors: ['VI'],
        title: 'ボリュームにデータを置いている',
      },
    ]);
  });
});

suite('colours', () => {
  const terminal = { isTTY: true, write: () => true };
  const pipe = { isTTY: false, write: () => true };
  const cases = [
    ['a terminal has them', 'auto', {}, terminal, true],
    ['a pipe has none', 'auto', {}, pipe, false],
    ['a file has none', 'auto', {}, null, false],
    ['NO_COLOR takes them', 'auto', { NO_COLOR: '1' }, terminal, false],
    ['an empty NO_COLOR does not', 'auto', { NO_COLOR: '' }, terminal, true],
    ['FORCE_COLOR gives them', 'auto', { FORCE_COLOR: '1' }, pipe, true],
    ['FORCE_COLOR=0 takes them', 'auto', { FORCE_COLOR: '0' }, terminal, false],
    ['NO_COLOR beats FORCE_COLOR', 'auto', { NO_COLOR: '1', FORCE_COLOR: '1' }, terminal, false],
    ['a dumb terminal has none', 'auto', { TERM: 'dumb' }, terminal, false],
    ['the option beats all', 'always', { NO_COLOR: '1' }, pipe, true],
    ['the option beats all', 'never', { FORCE_COLOR: '1' }, terminal, false],
  ] as const;
  for (const [name, choice, environment, output, on] of cases) {
    test(`${name} (${choice})`, () => assert.equal(colorsOn(choice, environment, output), on));
  }
});
