/** Suggestions that give the work of one RUN to several: `check` and `replay` say the same of them. */
import assert from 'node:assert/strict';
import test, { suite } from 'node:test';
import { edits, engine, type ReplayJson, repository, split, splitRun } from './history.ts';
import type { Files } from './run.ts';

const withSetup: Files = {
  ...split,
  Dockerfile: 'FROM python:3.12\nWORKDIR /app\nCOPY . .\nRUN pip install .\nCMD ["python", "main.py"]\n',
  'setup.py': 'from setuptools import setup\nsetup(install_requires=open("requirements.txt").read().split())\n',
};

suite('a RUN that the suggestion splits', () => {
  test('check names the command that is saved, not the step', async (t) => {
    const one = repository(t, split, edits);
    const english = await one.run('check', { engine });
    assert.match(
      english.stdout,
      /In 2 of the last 2 commits `pip install -r requirements\.txt` would have run again \(code 2\); with the suggestion, in 0\./,
    );
    const japanese = await one.run('check --lang ja', { engine });
    assert.match(
      japanese.stdout,
      /2 回は、`pip install -r requirements\.txt` が再実行されます（コード 2）。変更案を適用すると 0 回で済みます。/,
    );
  });

  test('replay shows each part', async (t) => {
    const one = repository(t, split, edits);
    const { stdout } = await one.run('replay', { engine });
    assert.match(
      stdout,
      new RegExp(
        [
          '  4  RUN pip install -r requirements.txt && python -m compileall .',
          '     today: built again in 2 of 2',
          '     ■■',
          '     because of code \\(2\\)',
          '     the suggestions make 2 steps of it:',
          '  \\+  RUN pip install -r requirements.txt',
          '     with the suggestions: built again in 0 of 2',
          '     □□',
          '  \\+  RUN python -m compileall .',
          '     with the suggestions: built again in 2 of 2',
          '     ■■',
        ].join('\n'),
      ),
    );
    assert.match((await one.run('replay --lang ja', { engine })).stdout, /変更案では、次の 2 ステップに分かれます:/);
    const json = JSON.parse((await one.run('replay --format json', { engine })).stdout) as ReplayJson;
    const { instruction, rebuilt, rebuiltAfterFix, stepsAfterFix } = json.steps.at(-1) ?? {};
    assert.deepEqual([instruction, rebuilt, rebuiltAfterFix], [splitRun, 2, null]);
    assert.deepEqual(stepsAfterFix, [
      { instruction: 'RUN pip install -r requirements.txt', rebuilt: 0, unknown: 0, strip: 'cc' },
      { instruction: 'RUN python -m compileall .', rebuilt: 2, unknown: 0, strip: 'rr' },
    ]);
  });

  test('also a heredoc', async (t) => {
    const script = 'RUN <<EOF\nset -e\npip install -r requirements.txt\npython -m compileall .\nEOF\n';
    const one = repository(t, { ...split, Dockerfile: `FROM python:3.12\nWORKDIR /app\nCOPY . .\n${script}` }, edits);
    const json = JSON.parse((await one.run('replay --format json', { engine })).stdout) as ReplayJson;
    assert.deepEqual(
      json.steps.at(-1)?.stepsAfterFix.map(({ rebuilt }) => rebuilt),
      [0, 2],
    );
  });
});

suite('a new step for a part of a RUN', () => {
  test('check and replay say that the RUN itself still runs', async (t) => {
    const one = repository(t, withSetup, edits);
    assert.match(
      (await one.run('check', { engine })).stdout,
      /In 2 of the last 2 commits `RUN pip install \.` would have been built again \(code 2\); with the suggestion, the new `pip install -r requirements\.txt`, in 0\./,
    );
    assert.match(
      (await one.run('check --lang ja', { engine })).stdout,
      /変更案を適用すると、新しいステップの `pip install -r requirements\.txt` は 0 回です。/,
    );
    const { stdout } = await one.run('replay', { engine });
    assert.match(
      stdout,
      /RUN pip install \.\n {5}today and with the suggestions: built again in 2 of 2\n {5}■■\n.*\n {5}with the suggestions, a new step does a part of it:\n {2}\+ {2}RUN pip install -r requirements\.txt\n {5}with the suggestions: built again in 0 of 2\n {5}□□\n/,
    );
  });

  test('a step that stays whole has no other', async (t) => {
    const one = repository(
      t,
      { ...split, Dockerfile: split['Dockerfile']?.toString().replace(' && python -m compileall .', '') ?? '' },
      edits,
    );
    const { steps } = JSON.parse((await one.run('replay --format json', { engine })).stdout) as ReplayJson;
    assert.deepEqual([steps.at(-1)?.rebuiltAfterFix, steps.at(-1)?.stepsAfterFix], [0, []]);
    assert.match(
      (await one.run('check', { engine })).stdout,
      /commits `RUN pip install -r requirements\.txt` would have been built again/,
    );
  });
});

suite('a line fits into 80 columns', () => {
  for (const language of ['en', 'ja']) {
    test(language, async (t) => {
      const many = Array.from({ length: 64 }, (_, at) => ({ 'main.py': `${at + 1}\n` }));
      const one = repository(t, split, many);
      const { stdout } = await one.run(`replay --lang ${language}`, { engine });
      const rows = stdout.split('\n').filter((line) => line.startsWith('     '));
      assert.ok(rows.some((line) => line.includes('■'.repeat(64))));
      for (const line of rows) assert.ok(line.length <= 80, line);
    });
  }
});
