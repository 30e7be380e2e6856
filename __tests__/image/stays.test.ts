/** "Which shell stays in front", row by row: `app` is the command in question. */
import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import type { ShellKind } from '../../src/image/model.ts';
import { isTail, passesSignalOn, standingInFile, standingInString } from '../../src/image/stays.ts';
import type { ShellCommand, ShellScript } from '../../src/shell/model.ts';
import { parseShell } from '../../src/shell/parse.ts';

function read(text: string): { readonly script: ShellScript; readonly app: ShellCommand } {
  const script = parseShell(text);
  const app = script.commands.find(({ words }) => words.some(({ value }) => value === 'app'));
  assert.ok(app, `no app in ${text}`);
  return { script, app };
}

// Text, then dash, bash, busybox: s stays, g gives way.
const strings: readonly (readonly [string, string])[] = [
  ['app', 's g g'],
  ['app --port 80', 's g g'],
  ['app;', 's g g'],
  ['app # the server', 's g g'],
  ['FOO=1 app', 's g g'],
  ['setup && app', 's g g'],
  ['setup; app', 's g g'],
  ['setup || app', 's g g'],
  ['cd /srv\nsetup\napp\n', 's g g'],
  ["trap '' TERM; app", 's g g'],
  ['app > log', 's s g'],
  ['app 2>&1', 's s g'],
  ['app < list', 's s g'],
  ['if setup; then app; fi', 's s g'],
  ['if setup; then app; else other; fi', 's s g'],
  ['case $ROLE in web) app;; *) other;; esac', 's s g'],
  ['{ setup; app; }', 's s g'],
  ['(cd /srv && app)', 's s g'],
  ["trap 'echo bye' TERM; app", 's s g'],
  ["trap 'echo bye' EXIT; app", 's s s'],
  ['app | filter', 's s s'],
  ['setup | app', 's s s'],
  ['app &', 's s s'],
  ['app & wait', 's s s'],
  ['app; setup', 's s s'],
  ['app && setup', 's s s'],
  ['app || exit 1', 's s s'],
  ['while true; do app; done', 's s s'],
  ['until app; do sleep 1; done', 's s s'],
  ['if app; then setup; fi', 's s s'],
  ['if setup; then app; other; fi', 's s s'],
  ['exec app', 'g g g'],
  ['setup && exec app', 'g g g'],
  ['exec app > log 2>&1', 'g g g'],
  ['if setup; then exec app; fi; other', 'g g g'],
  ['exec app | filter', 's s s'],
  ['exec app &', 's s s'],
  ['(exec app); other', 's s s'],
  ['(exec app)', 's s g'],
];

suite('of a -c string', () => {
  const shells: readonly ShellKind[] = ['dash', 'bash', 'busybox'];
  for (const [text, row] of strings) {
    test(text.replaceAll('\n', '⏎'), () => {
      const { script, app } = read(text);
      const standings = shells.map((shell) => standingInString(script, app, shell));
      assert.deepEqual(
        standings,
        row.split(' ').map((letter) => (letter === 's' ? 'stays' : 'gives-way')),
      );
    });
  }
});

suite('bash only', () => {
  for (const text of ['! app', 'time app']) {
    test(`${text} keeps bash`, () => {
      const { script, app } = read(text);
      assert.equal(standingInString(script, app, 'bash'), 'stays');
    });
  }
});

suite('an unknown shell', () => {
  test('says so where shells differ', () => {
    const { script, app } = read('setup && app');
    assert.equal(standingInString(script, app, 'unknown'), 'unknown');
  });
  test('gives way to exec', () => {
    const { script, app } = read('exec app');
    assert.equal(standingInString(script, app, 'unknown'), 'gives-way');
  });
  test('is not asked about on Windows', () => {
    const { script, app } = read('app');
    assert.equal(standingInString(script, app, 'windows'), 'unknown');
  });
});

suite('of a script file', () => {
  const rows: readonly (readonly [string, string])[] = [
    ['setup\napp\n', 'stays'],
    ['setup\nexec app "$@"\n', 'gives-way'],
    ['if setup; then\n  exec app\nfi\nother\n', 'gives-way'],
    ['exec app | filter\n', 'stays'],
    ['(exec app)\n', 'stays'],
  ];
  for (const [text, standing] of rows) {
    test(text.replaceAll('\n', '⏎'), () => {
      const { script, app } = read(text);
      assert.equal(standingInFile(script, app), standing);
    });
  }
});

test('a trap that passes TERM on', () => {
  for (const text of [
    "trap 'kill $pid' TERM; app & wait",
    "trap 'kill 0' SIGTERM SIGINT\napp &\nwait",
    'trap stop 15; app & wait',
  ])
    assert.ok(passesSignalOn(parseShell(text)), text);
  for (const text of ["trap '' TERM; app", 'trap - TERM; app', "trap 'echo' USR1; app", 'app'])
    assert.ok(!passesSignalOn(parseShell(text)), text);
});

test('lines of number signs cost nothing', () => {
  const text = `app\n${'#'.repeat(20_000)}x`;
  const { script, app } = read(text);
  assert.ok(isTail(script, app));
  assert.ok(!isTail({ ...script, text: `${text}\nx` }, app));
});
