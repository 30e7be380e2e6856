/** The guidance's own pair: the suggestion on its first Dockerfile, committed with the button, gives its second. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parseDockerfile } from '../../src/dockerfile/parse.ts';
import { pullRequestEvent } from '../github/events.ts';
import { runAction } from '../github/runner.ts';
import { startGitHub } from '../github/server.ts';
import { applySuggestion } from '../github/suggestion.ts';
import { validator } from '../github/validator.ts';

const first = `FROM python:3.12-slim

WORKDIR /app

# 全てのファイルを取り込むため、コードが変更されるたびに中間レイヤーが再生成される
COPY . .

# 最初からライブラリをインストールし直す
RUN pip install -r requirements.txt

EXPOSE 8888

CMD ["python", "main.py"]

`;
const second = `FROM python:3.12-slim

WORKDIR /app

# requirements.txt の変更があった場合、中間レイヤーが再生成される
COPY requirements.txt .

# requirements.txtの変更がなかった場合、前回のビルド時の中間レイヤーのキャッシュが使用されるため以下の行はスキップされる
RUN pip install -r requirements.txt

# 全てのファイルを取り込む
COPY . .

EXPOSE 8888

CMD ["python", "main.py"]
`;

const instructions = (text: string): readonly string[] =>
  parseDockerfile('Dockerfile', text).instructions.map(({ normalized }) => normalized);

test('one comment, one click, the second Dockerfile', async (t) => {
  const github = await startGitHub({ validator });
  t.after(() => github.close());
  const base = github.commit({ 'requirements.txt': 'flask==3.1.0\n', 'main.py': 'print(1)\n' });
  github.push('main', base);
  github.push('topic', github.commit({ Dockerfile: first }, base));
  const pull = github.open({ head: 'topic' });

  const before = await runAction({ ...pullRequestEvent(github, pull.number), github, inputs: { language: 'ja' } });
  assert.equal(before.code, 1);
  assert.equal(before.outputs['conclusion'], 'failure');
  assert.equal(before.outputs['suggestions'], '1');
  const comments = pull.threads.flatMap((thread) => thread.comments);
  assert.equal(comments.length, 1);
  assert.match(comments[0]?.body ?? '', /^<!--[^\n]*-->\n\*\*エラー\*\* /);

  applySuggestion(github, pull, comments[0]?.id ?? 0);
  const committed = github.repository.text(pull.headSha, 'Dockerfile') ?? '';
  assert.deepEqual(instructions(committed), instructions(second));
  assert.ok(
    committed.includes('# 最初からライブラリをインストールし直す\nRUN pip install'),
    'a comment stays with its own line',
  );

  const after = await runAction({ ...pullRequestEvent(github, pull.number, 'synchronize'), github });
  assert.equal(after.code, 0);
  assert.equal(after.outputs['conclusion'], 'success');
  assert.deepEqual(github.violations, []);
});
