/** Sections 1 and 2 of the contract, where the checklist of the platform does not show them already. Each test runs the bundle. */

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { suite, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { parse } from 'yaml';
import { answer } from '../github/acting.ts';
import { mergeGroupEvent, pullRequestEvent, pushEvent } from '../github/events.ts';
import { enterprise, proxy } from '../github/gateway.ts';
import type { Result } from '../github/runner.ts';
import { applySuggestion, suggestionsIn } from '../github/suggestion.ts';
import { annotated, comments, run, type Inputs } from './running.ts';
import { good, late, lateWithVolume, push, shop, small, withVolumes, type Files, type Shop } from './shop.ts';

/** Path and line of every finding, from the JSON file. */
function found({ outputs }: Result): readonly string[] {
  return json(outputs).findings.map(({ path, startLine, rule }) => `${path}:${startLine} ${rule}`);
}

interface Report {
  readonly findings: readonly {
    readonly path: string;
    readonly startLine: number;
    readonly rule: string;
    readonly message: string;
  }[];
  readonly incomplete: readonly { readonly path: string; readonly reason: string }[];
}

function json({ 'json-file': file = '' }: Result['outputs']): Report {
  return JSON.parse(readFileSync(file, 'utf8'));
}

function texts({ github, pull }: Shop): readonly string[] {
  return github.commentsOf(pull).map(({ comment: { body } }) => body);
}

const many = (count: number): Files =>
  Object.fromEntries(Array.from({ length: count }, (_, index) => [`a/${index}.txt`, `${index}\n`]));

/** A Dockerfile that changes only its last line, under what is far above. */
const far = `${lateWithVolume}${'# more\n'.repeat(30)}`;

suite('inputs', { concurrency: 2 }, () => {
  test('only the token has a default, so that the configuration comes before ours', () => {
    const path = fileURLToPath(new URL('../../action.yml', import.meta.url));
    const { inputs }: { inputs: Record<string, { default?: string }> } = parse(readFileSync(path, 'utf8'));
    const given = Object.entries(inputs).filter(([, input]) => input.default !== undefined);
    assert.deepEqual(given, [['github-token', { ...inputs['github-token'], default: '${{ github.token }}' }]]);
  });

  const configured = { '.github/kasane.yml': 'language: ja\nfail-on: warning\n' };
  const order: readonly [string, Files, Inputs, number, RegExp][] = [
    ['the input', configured, { language: 'en', 'fail-on': 'error' }, 0, /Passed, with findings/],
    ['else the configuration', configured, {}, 1, /不合格/],
    ['else ours', {}, {}, 0, /Passed, with findings/],
  ];
  for (const [what, configuration, inputs, code, said] of order) {
    test(`${what} says it`, async (t) => {
      const where = await shop(t, { base: configuration, head: { Dockerfile: small } });
      const result = await run(where, inputs);
      assert.equal(result.code, code);
      assert.match(result.summary, said);
    });
  }

  const three = { Dockerfile: small, 'legacy/Dockerfile': small, 'x/app.docker': small };
  const paths: readonly [string, readonly string[]][] = [
    ['', ['Dockerfile', 'legacy/Dockerfile']],
    ['!legacy/**', ['Dockerfile']],
    ['*.docker\nlegacy/*\n', ['legacy/Dockerfile', 'x/app.docker']],
    ['**/*\n!**/*.*\n!legacy', ['Dockerfile', 'legacy/Dockerfile']],
  ];
  for (const [globs, expected] of paths) {
    test(`paths ${JSON.stringify(globs)}`, async (t) => {
      const where = await shop(t, { base: { '.gitignore': '' }, head: three });
      const rows = found(await run(where, { paths: globs, mode: 'gate' }));
      assert.deepEqual(
        rows.map((row) => row.replace(/:.*/, '')),
        expected,
      );
    });
  }

  const two = small.replace('CMD', 'VOLUME /more\nCMD');
  const scopes: readonly [string, readonly string[], RegExp][] = [
    ['introduced', ['a/Dockerfile:3'], /One more finding is outside the scope|outside the scope/],
    ['changed', ['a/Dockerfile:2', 'a/Dockerfile:3'], /a\/Dockerfile/],
    ['all', ['a/Dockerfile:2', 'a/Dockerfile:3', 'b/Dockerfile:2'], /b\/Dockerfile/],
  ];
  for (const [scope, expected, said] of scopes) {
    test(`scope ${scope} says what counts, is commented and is written to files`, async (t) => {
      const where = await shop(t, {
        base: { 'a/Dockerfile': small, 'b/Dockerfile': small },
        head: { 'a/Dockerfile': two },
      });
      const result = await run(where, { scope });
      assert.deepEqual(
        found(result).map((row) => row.replace(/ .*/, '')),
        expected,
      );
      assert.equal(result.outputs['findings'], String(expected.length));
      assert.equal(comments(where).length, expected.filter((row) => row.startsWith('a')).length);
      assert.match(result.summary, said);
    });
  }

  test('comment-on: notice comments the notices too; without it they stand in the summary, counted', async (t) => {
    const base = { '.github/kasane.yml': 'rules: { state/volume: notice }\n' };
    const where = await shop(t, { base, head: { Dockerfile: small } });
    const result = await run(where);
    assert.deepEqual([comments(where), annotated(result, 'notice')], [[], ['Dockerfile:2']]);
    assert.match(result.summary, /1 notice/);
    await run(where, { 'comment-on': 'notice' });
    assert.deepEqual(comments(where), ['Dockerfile:2 state/volume']);
  });

  test('fail-on decides what fails: notice, warning, error, never', async (t) => {
    const where = await shop(t, { head: { Dockerfile: small } });
    for (const [level, conclusion] of [
      ['notice', 'failure'],
      ['warning', 'failure'],
      ['error', 'neutral'],
      ['never', 'neutral'],
    ] as const) {
      const result = await run(where, { 'fail-on': level, mode: 'gate' });
      assert.equal(result.outputs['conclusion'], conclusion);
      assert.equal(result.code, conclusion === 'failure' ? 1 : 0);
    }
  });

  test('what can’t be checked fails also with fail-on: never', async (t) => {
    const where = await shop(t, { head: { Dockerfile: '# Nothing yet.\n' } });
    const result = await run(where, { 'fail-on': 'never' });
    assert.equal(result.outputs['conclusion'], 'failure');
    assert.match(result.summary, /could not be checked/);
  });

  test('language: ja speaks Japanese everywhere', async (t) => {
    const where = await shop(t, { head: { Dockerfile: lateWithVolume } });
    const result = await run(where, { language: 'ja', 'comment-on': 'error' });
    const [body = ''] = texts(where);
    assert.match(body.split('\n')[1] ?? '', /^\*\*エラー\*\* `cache\/copy-before-install`: .*再実行されます/);
    assert.match(result.annotations.map(({ message }) => message).join(), /残ります/);
    assert.match(result.summary, /^## Dockerfile レビュー\n\n\*\*不合格\*\*/);
    assert.match(json(result.outputs).findings[0]?.message ?? '', /再実行/);
  });

  test('config is read from the base side, however it is written', async (t) => {
    const base = { 'ci/kasane.yml': 'rules: { state/volume: notice }\n' };
    const where = await shop(t, {
      base,
      head: { Dockerfile: small, 'ci/kasane.yml': 'rules: { state/volume: error }\n' },
    });
    for (const config of ['ci/kasane.yml', './ci/kasane.yml']) {
      const result = await run(where, { config });
      assert.equal(result.outputs['notices'], '1');
      assert.match(result.summary, /`ci\/kasane\.yml`[^\n]*after the merge/);
    }
  });

  test('a configuration that is named and not there is said', async (t) => {
    const where = await shop(t, { head: { Dockerfile: good } });
    assert.match((await run(where, { config: '../kasane.yml' })).summary, /There is no `\.\.\/kasane\.yml`/);
  });
});

suite('outputs', { concurrency: 2 }, () => {
  test('the JSON file is there also when the run can’t begin', async (t) => {
    const where = await shop(t, { head: { Dockerfile: late } });
    const result = await run(where, { mode: 'revue' });
    assert.equal(result.outputs['conclusion'], 'failure');
    const { incomplete } = json(result.outputs);
    const reason = "The input `mode` can't be `revue`; it has to be `auto`, `review`, `gate` or `audit`.";
    assert.deepEqual(incomplete, [{ path: '', reason }]);
    assert.match(result.summary, /`revue`/);
  });

  test('findings that were there before are in scope, but not introduced', async (t) => {
    const where = await shop(t, { base: { Dockerfile: late }, head: { Dockerfile: `${late}VOLUME /data\n` } });
    const { outputs } = await run(where, { scope: 'changed' });
    assert.deepEqual([outputs['findings'], outputs['introduced']], ['2', '1']);
  });
});

suite('a changed Dockerfile', { concurrency: 2 }, () => {
  const manifest = '{ "name": "shop", "dependencies": { "left-pad": "1.3.0", "is-odd": "3.0.1" } }\n';
  const script = good.replace('CMD ["node", "src/server.js"]', 'COPY start.sh /\nENTRYPOINT ["/start.sh"]');
  const rows: readonly [string, Files, Files, Inputs, readonly string[]][] = [
    ['is one whose ignore file changes', { Dockerfile: late }, { '.dockerignore': '.git\n' }, {}, ['Dockerfile:3']],
    ['is one whose manifest changes', { Dockerfile: late }, { 'package.json': manifest }, {}, ['Dockerfile:3']],
    [
      'is one whose manifest is gone',
      { Dockerfile: small.replace('CMD', 'COPY package.json ./\nRUN npm i\nCMD') },
      { 'package.json': null },
      {},
      ['Dockerfile:2'],
    ],
    [
      'is one whose context a compose file says',
      { 'a/Dockerfile': small },
      { 'compose.yaml': 'services: { a: { build: ./a } }\n' },
      {},
      ['a/Dockerfile:2'],
    ],
    [
      'is one whose context a workflow says',
      { 'a/Dockerfile': small },
      { '.github/workflows/x.yml': 'on: push\njobs: { x: { runs-on: u, steps: [{ run: docker build a }] } }\n' },
      {},
      ['a/Dockerfile:2'],
    ],
    [
      'is one that is renamed',
      { 'a/Dockerfile': small },
      { 'a/Dockerfile': null, 'b/Dockerfile': small },
      {},
      ['b/Dockerfile:2'],
    ],
    ['is not one beside changed code', { Dockerfile: late }, { 'src/server.js': '1\n' }, {}, []],
    [
      'is not one that is a link, or in a submodule',
      {},
      {
        Dockerfile: { text: 'x.docker', mode: '120000' },
        'x.docker': late,
        'sub/Dockerfile': { text: 'a'.repeat(40), mode: '160000' },
      },
      {},
      [],
    ],
  ];
  for (const [what, base, head, inputs, expected] of rows) {
    test(what, async (t) => {
      const where = await shop(t, { base, head });
      const result = await run(where, { scope: 'changed', ...inputs });
      assert.deepEqual(
        found(result).map((row) => row.replace(/ .*/, '')),
        expected,
      );
    });
  }

  test('is one whose entrypoint script changes; what is found there stands on the script', async (t) => {
    const ignore = '# kasane ignore=state/volume Not in here.\n';
    const start = '#!/bin/sh\nset -e\nexec node src/server.js\n';
    const where = await shop(t, {
      base: { Dockerfile: script, 'start.sh': start },
      head: { 'start.sh': start.replace('set', `${ignore}set`) },
    });
    const result = await run(where, { 'comment-on': 'notice' });
    assert.deepEqual(comments(where), ['start.sh:2 kasane/unused-ignore']);
    assert.equal(result.outputs['introduced'], '1');
  });

  test('may find something in a script that the diff does not show: summary and annotation', async (t) => {
    const start = '#!/bin/sh\n# kasane ignore=state/volume Not in here.\nexec node src/server.js\n';
    const where = await shop(t, { base: { 'start.sh': start }, head: { Dockerfile: script } });
    const result = await run(where, { 'comment-on': 'notice' });
    assert.deepEqual(comments(where), []);
    assert.deepEqual(annotated(result, 'notice'), ['start.sh:2']);
    assert.match(result.summary, /`start\.sh`/);
  });

  test('that is renamed and edited has only the edit’s findings, on its new name', async (t) => {
    const where = await shop(t, {
      base: { Dockerfile: lateWithVolume },
      head: { Dockerfile: null, 'docker/Dockerfile': `${lateWithVolume}VOLUME /more\n` },
    });
    await run(where);
    assert.deepEqual(comments(where), ['docker/Dockerfile:8 state/volume']);
  });

  test('that is removed is nothing to review, and takes its comments along', async (t) => {
    const where = await shop(t, { head: { Dockerfile: late } });
    await run(where);
    push(where, { Dockerfile: null });
    const result = await run(where);
    assert.match(result.summary, /Nothing to review/);
    assert.deepEqual(comments(where), []);
  });

  test('a broken compose file fails the gate only where the pull request touches it', async (t) => {
    const broken = 'services: { x: { build: [\n';
    const untouched = await shop(t, { base: { 'compose.yaml': broken }, head: { Dockerfile: good } });
    assert.equal((await run(untouched)).outputs['conclusion'], 'success');
    const touched = await shop(t, { head: { 'compose.yaml': broken } });
    const result = await run(touched);
    assert.equal(result.outputs['conclusion'], 'failure');
    assert.deepEqual(annotated(result, 'error'), ['compose.yaml:2']);
  });
});

suite('events', { concurrency: 2 }, () => {
  test('a draft gets a review like any other', async (t) => {
    const where = await shop(t, { head: { Dockerfile: late } });
    where.pull.draft = true;
    await run(where);
    assert.equal(comments(where).length, 1);
  });

  test('the event of closing gets a verdict and no review', async (t) => {
    const where = await shop(t, { head: { Dockerfile: late } });
    where.pull.state = 'closed';
    const result = await run(where, {}, pullRequestEvent(where.github, 1, 'closed'));
    assert.deepEqual([result.code, result.writes], [1, []]);
  });

  test('the merge queue: over 300 files and a rename introduce only what is new', async (t) => {
    const where = await shop(t, {
      base: { Dockerfile: late, 'b/Dockerfile': small },
      head: {
        ...many(320),
        Dockerfile: null,
        'z/Dockerfile': `${late}VOLUME /data\n`,
        'b/Dockerfile': null,
        'y/Dockerfile': small,
      },
    });
    const result = await run(where, {}, mergeGroupEvent(where.github, 1));
    assert.deepEqual(found(result), ['z/Dockerfile:7 state/volume']);
    assert.deepEqual([result.code, result.writes], [0, []]);
  });

  test('a push audits the tree of its branch, by its own configuration', async (t) => {
    const base = { '.github/kasane.yml': 'rules: { state/volume: notice }\n', Dockerfile: small };
    const where = await shop(t, { base, head: { 'web/Dockerfile': small, '.github/kasane.yml': 'language: ja\n' } });
    const result = await run(where, {}, pushEvent(where.github, 'topic', where.base));
    assert.deepEqual(annotated(result, 'warning'), ['Dockerfile:2', 'web/Dockerfile:2']);
    assert.match(result.summary, /^## Dockerfile レビュー/);
    assert.deepEqual(result.writes, []);
  });
});

suite('what GitHub gives', { concurrency: 2 }, () => {
  test('an Enterprise Server has its API under a path', async (t) => {
    const where = await shop(t, { head: { Dockerfile: late } });
    const server = await enterprise(where.github.apiUrl);
    t.after(() => server.close());
    const env = {
      GITHUB_SERVER_URL: server.url,
      GITHUB_API_URL: `${server.url}/api/v3`,
      GITHUB_GRAPHQL_URL: `${server.url}/api/graphql`,
    };
    const result = await run(where, {}, { env });
    assert.equal(comments(where).length, 1);
    assert.ok(result.summary.includes(`](${server.url}/kitchen/shop/blob/`));
    assert.equal(server.passed.length, result.requests.length);
    assert.ok(server.passed.includes('POST /api/graphql'));
  });

  for (const name of ['http_proxy', 'HTTP_PROXY']) {
    test(`everything goes through the proxy of ${name}`, async (t) => {
      const where = await shop(t, { head: { Dockerfile: late } });
      const host = 'github.example.test';
      const between = await proxy(where.github.apiUrl, host);
      t.after(() => between.close());
      const env = {
        [name]: between.url,
        GITHUB_API_URL: `http://${host}`,
        GITHUB_GRAPHQL_URL: `http://${host}/graphql`,
      };
      await run(where, {}, { env });
      assert.equal(comments(where).length, 1);
      assert.ok(between.passed.length > 0);
    });
  }

  test('no_proxy goes past it', async (t) => {
    const where = await shop(t, { head: { Dockerfile: late } });
    await run(where, {}, { env: { http_proxy: 'http://127.0.0.1:9', no_proxy: '127.0.0.1' } });
    assert.equal(comments(where).length, 1);
  });

  test('a file that GraphQL cuts, or takes for binary, comes whole', async (t) => {
    const where = await shop(t, { head: { Dockerfile: `${'# x\n'.repeat(100)}${small}` }, limits: { textBytes: 200 } });
    assert.deepEqual(found(await run(where, { mode: 'gate' })), ['Dockerfile:102 state/volume']);
    const latin = { text: Buffer.from('FROM scratch\n# caf\u00e9\n', 'latin1') };
    const other = await shop(t, { head: { Dockerfile: latin } });
    const result = await run(other);
    assert.deepEqual([result.code, annotated(result, 'error')], [1, ['Dockerfile:1']]);
    assert.match(result.summary, /not valid UTF-8/);
  });

  test('a blob that is not there is something that could not be checked; the rest is', async (t) => {
    const where = await shop(t, { head: { 'a/Dockerfile': small, 'b/Dockerfile': small } });
    where.github.fail({ path: /\/graphql$/, times: 9 });
    where.github.fail({ path: /\/git\/blobs\//, status: 404 });
    const result = await run(where, { mode: 'gate' });
    assert.equal(result.code, 1);
    assert.equal(result.outputs['findings'], '0', 'both files are one blob');
    assert.match(result.summary, /`a\/Dockerfile` \| Reading this file failed/);
  });

  test('a file above 4 MiB is not read, and that is said', async (t) => {
    const where = await shop(t, { head: { Dockerfile: `${small}# ${'x'.repeat(4 * 1024 * 1024)}\n` } });
    const result = await run(where);
    assert.equal(result.code, 1);
    assert.match(result.summary, /too large/);
  });

  test('a tree that it cuts is walked on both sides', async (t) => {
    const head = { 'x/y/Dockerfile': `${small}VOLUME /more\n` };
    const where = await shop(t, { base: { 'x/y/Dockerfile': small, ...many(5) }, head, limits: { treeEntries: 3 } });
    assert.deepEqual(found(await run(where)), ['x/y/Dockerfile:4 state/volume']);
  });
});

suite('calls', { concurrency: 2 }, () => {
  const services = Object.fromEntries(Array.from({ length: 150 }, (_, index) => [`s${index}/Dockerfile`, small]));
  const rows: readonly [string, Files, Files, number][] = [
    ['one Dockerfile', {}, { Dockerfile: lateWithVolume }, 13],
    ['nothing to review among 290 files', { Dockerfile: late }, many(290), 10],
    ['one among 290 files', {}, { ...many(290), Dockerfile: lateWithVolume }, 13],
    ['one changed of 150', services, { 's7/Dockerfile': late }, 13],
    ['150', {}, services, 16],
  ];
  for (const [what, base, head, most] of rows) {
    test(what, async (t) => {
      const where = await shop(t, { base, head });
      const first = await run(where);
      assert.ok(first.requests.length <= most, `${first.requests.length} calls`);
      const again = await run(where);
      assert.ok(again.requests.length <= most, `${again.requests.length} calls`);
      assert.deepEqual(again.writes, []);
    });
  }
});

suite('the summary', { concurrency: 2 }, () => {
  const held = small.replace('VOLUME', '# kasane ignore=state/volume Mounted in production.\nVOLUME');

  test('lists an ignore that the pull request adds', async (t) => {
    const where = await shop(t, { base: { Dockerfile: small }, head: { Dockerfile: held } });
    const result = await run(where, { scope: 'changed' });
    assert.equal(result.outputs['conclusion'], 'success');
    assert.match(result.summary, /\[`Dockerfile:2`\]\([^)]*\) \| `state\/volume` \| `Mounted in production\.` \| 1 \|/);
  });

  test('and says so where ignores have no effect', async (t) => {
    const base = { '.github/kasane.yml': 'inline-ignores: false\n' };
    const where = await shop(t, { base, head: { Dockerfile: held } });
    const result = await run(where);
    assert.deepEqual(found(result), ['Dockerfile:3 state/volume', 'Dockerfile:2 kasane/unused-ignore']);
    assert.match(result.summary, /has no effect: the configuration sets `inline-ignores: false`/);
    assert.doesNotMatch(result.summary, /Ignores in force/);
  });

  test('near its limit the least severe are cut, counted, and the JSON file is named', async (t) => {
    const volumes = Array.from({ length: 800 }, (_, index) => `/${'very-long-name/'.repeat(7)}${index}`);
    const services = Array.from({ length: 5 }, (_, index) => [`s${index}/Dockerfile`, withVolumes(volumes)]);
    const where = await shop(t, { head: { ...Object.fromEntries(services), Dockerfile: late } });
    const result = await run(where, { mode: 'gate' });
    const size = Buffer.byteLength(result.summary);
    assert.ok(size > 500_000 && size <= 900_000, `${size} bytes`);
    for (const part of [/\| error \| `cache\/copy-before-install`/, /\d+ warnings[^\n]*kasane\.json/])
      assert.ok(part.test(result.summary), String(part));
    assert.equal(found(result).length, 4001);
  });
});

suite('a comment', { concurrency: 2 }, () => {
  test('says severity, rule with its page, and what happens in this file, in the first line that a reader sees', async (t) => {
    const where = await shop(t, { head: { Dockerfile: late } });
    await run(where, {}, { env: { GITHUB_ACTION_REPOSITORY: 'kitchen/kasane', GITHUB_ACTION_REF: 'v1' } });
    const [marker = '', headline = ''] = texts(where)[0]?.split('\n') ?? [];
    assert.match(marker, /^<!-- kasane comment \{.*"fingerprint":"[0-9a-f]{20}".*\} -->$/);
    assert.equal(
      headline,
      '**Error** [`cache/copy-before-install`](https://github.com/kitchen/kasane/blob/v1/docs/rules/cache/copy-before-install.md): ' +
        '`COPY . .` on line 3 brings `src/server.js`, and each change of it runs `npm ci` on line 4 again; ' +
        'it reads only `package.json` and `package-lock.json`.',
    );
  });

  test('folds the reasons, the exceptions and the way to ignore it', async (t) => {
    const where = await shop(t, { head: { Dockerfile: late } });
    await run(where);
    const [body = ''] = texts(where);
    const folded = body.slice(body.indexOf('<details>'));
    assert.match(folded, /Guidance C2: /);
    assert.match(folded, /The Twelve-Factor App II: /);
    assert.match(folded, /When it is fine/);
    assert.match(folded, /# kasane ignore=cache\/copy-before-install /);
    const open = body.slice(body.indexOf('\n') + 1, body.indexOf('<details>'));
    assert.ok(open.split(/\s+/).length < 80, 'short enough to read in ten seconds');
  });

  test('offers a change of one file that is proved safe, and the click makes the finding go', async (t) => {
    const where = await shop(t, { head: { Dockerfile: late } });
    await run(where);
    const [own] = where.github.commentsOf(where.pull);
    applySuggestion(where.github, where.pull, own?.comment.id ?? 0);
    const result = await run(where);
    assert.deepEqual([result.outputs['conclusion'], result.outputs['findings']], ['success', '0']);
    assert.deepEqual(result.writes, [], 'the click has resolved the thread, and that is a person’s word');
  });

  const filler = Array.from({ length: 12 }, (_, index) => `ENV A${index}=1\n`).join('');
  const apart = `FROM node:24-slim\nWORKDIR /app\nCOPY . .\n${filler}RUN echo\nUSER node\nCMD ["node"]\n`;
  const diffs: readonly [string, Files, Files, RegExp, number][] = [
    [
      'two files have to change',
      { '.dockerignore': '.git\n' },
      { 'a.Dockerfile': late, 'b.Dockerfile': late },
      /- `\.dockerignore` has to change as well/,
      2,
    ],
    [
      'its lines are not in one part of the diff',
      { Dockerfile: apart },
      { Dockerfile: apart.replace('echo', 'npm ci') },
      /- The diff does not show all the lines/,
      1,
    ],
    [
      'the file has line ends of Windows',
      {},
      { Dockerfile: late.replaceAll('\n', '\r\n') },
      /- GitHub may commit other line ends/,
      1,
    ],
    ['data may depend on it', {}, { Dockerfile: small }, /A person has to decide on this change:\n\n- /, 1],
  ];
  for (const [what, base, head, reason, count] of diffs) {
    test(`shows a diff, with the reason, where ${what}`, async (t) => {
      const where = await shop(t, { base, head });
      const result = await run(where);
      assert.equal(result.outputs['suggestions'], '0');
      assert.equal(texts(where).length, count);
      for (const body of texts(where)) {
        assert.deepEqual(suggestionsIn(body), []);
        assert.match(body, /```diff\n/);
        assert.match(body, reason);
      }
    });
  }

  test('of two jobs: each fixes only its own', async (t) => {
    const where = await shop(t, { head: { Dockerfile: late } });
    await run(where, { id: 'first' });
    await run(where, { id: 'second' });
    const [own] = where.github.commentsOf(where.pull);
    answer(where.github, own?.comment.id ?? 0, 'mei', 'Why?');
    push(where, { Dockerfile: good });
    await run(where, { id: 'first' });
    assert.match(own?.comment.body ?? '', /Fixed in/);
    assert.equal(comments(where).length, 2);
    await run(where, { id: 'second' });
    assert.equal(comments(where).length, 1);
  });

  test('comes only once for what the diff does not show: in no review at all', async (t) => {
    const where = await shop(t, { base: { Dockerfile: far }, head: { Dockerfile: `${far}LABEL a=b\n` } });
    const result = await run(where, { scope: 'changed' });
    assert.deepEqual([result.writes, where.pull.reviews.length], [[], 0]);
    assert.equal(annotated(result, 'warning').length, 1);
  });
});

suite('hostile names', { concurrency: 2 }, () => {
  const names = [
    'a\nb',
    'x`y',
    '::error::z',
    '<!--',
    '@team',
    'p|q',
    '](http:x)',
    '%0A::error::',
    '\u202egnp',
    '##[error]',
  ];
  test('are text in the log, the annotations, the summary and the review, and lead to their files', async (t) => {
    const head = Object.fromEntries(names.map((name) => [`${name}/Dockerfile`, small]));
    const where = await shop(t, { head });
    const gate = await run(where, { mode: 'gate' });
    assert.deepEqual(
      gate.commands.map(({ name }) => name),
      names.map(() => 'warning'),
    );
    assert.deepEqual(annotated(gate, 'warning').toSorted(), names.map((name) => `${name}/Dockerfile:2`).toSorted());
    const plain = gate.summary.replace(/``?[^\n]*?``?(?=[\s|)\]:,]|$)/gm, '').replace(/\]\([^)\s]*\)/g, ']()');
    assert.doesNotMatch(plain, /@team|<!--|::error|\u202e/);
    for (const row of gate.summary.split('\n').filter((line) => line.startsWith('| [2]'))) {
      assert.equal(row.split(/(?<!\\)\|/).length, 7, row);
    }
    await run(where, { 'max-comments': '3' });
    assert.equal(comments(where).length, 3);
    const table = (where.pull.reviews[0]?.body ?? '').split('\n').filter((line) => line.startsWith('| warning'));
    assert.equal(table.length, names.length - 3);
    for (const row of table) assert.equal(row.split(/(?<!\\)\|/).length, 5, row);
  });

  test('of volumes find no way out of the table', async (t) => {
    const where = await shop(t, { head: { Dockerfile: withVolumes(['/a|b', '/`x`', '/<img>']) } });
    const result = await run(where, { mode: 'gate' });
    for (const row of result.summary.split('\n').filter((line) => line.startsWith('| ['))) {
      assert.equal(row.split(/(?<!\\)\|/).length, 7, row);
    }
  });
});
