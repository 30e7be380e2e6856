/** What a stranger copies out of the README does what it says, in both languages. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { suite, test } from 'node:test';
import { parse } from 'yaml';
import { checkTree } from '../src/check.ts';
import { parseCommand } from '../src/cli/arguments.ts';
import { defaultSettings } from '../src/findings/settings.ts';
import { messagesIn } from '../src/messages/index.ts';
import { renderComment } from '../src/reports/comment.ts';
import { memoryTree } from '../src/repository/memory.ts';
import { rules } from '../src/rules/index.generated.ts';
import { evidence } from './reports/example.ts';

interface Workflow {
  readonly on: Readonly<Record<string, unknown>>;
  readonly permissions?: Readonly<Record<string, string>>;
  readonly concurrency?: { readonly group: string };
  readonly jobs?: Readonly<
    Record<
      string,
      { readonly steps: readonly { readonly uses: string; readonly with?: Readonly<Record<string, string>> }[] }
    >
  >;
}

interface ActionFile {
  readonly inputs: Readonly<Record<string, { readonly description: string }>>;
}

function read(name: string): string {
  return readFileSync(new URL(`../${name}`, import.meta.url), 'utf8');
}

const action = parse(read('action.yml')) as ActionFile;

/** The README folds its lines, links to the page here, and leaves the details out. */
function plain(markdown: string): string {
  return markdown
    .replace(/\[(`[^`]+`)\]\([^)]*\)/, '$1')
    .replace(/<details>[^]*/, '')
    .replace(/\s+/g, '');
}

/** The first Dockerfile of the guidance's chapter. */
const dockerfile = `FROM python:3.12-slim

WORKDIR /app

# 全てのファイルを取り込むため、コードが変更されるたびに中間レイヤーが再生成される
COPY . .

# 最初からライブラリをインストールし直す
RUN pip install -r requirements.txt

EXPOSE 8888

CMD ["python", "main.py"]
`;

for (const [name, language] of [
  ['README.md', 'en'],
  ['README.ja.md', 'ja'],
] as const) {
  suite(name, () => {
    const text = read(name);
    const blocks = (kind: string): readonly string[] =>
      [...text.matchAll(new RegExp(`^\`\`\`${kind}\\n([^]*?)^\`\`\``, 'gm'))].map(([, block = '']) => block);
    const workflows = blocks('yaml').map((block) => parse(block) as Workflow);

    test('workflows are pinned, and name inputs that there are', () => {
      assert.equal(workflows.length, 4);
      for (const { uses, with: inputs = {} } of workflows.flatMap(({ jobs = {} }) =>
        Object.values(jobs).flatMap(({ steps }) => steps),
      )) {
        assert.match(uses, /@[0-9a-f]{40}$/);
        if (!uses.startsWith('OWNER/')) continue;
        for (const input of Object.keys(inputs)) assert.ok(action.inputs[input], `${input} is no input`);
      }
    });

    test('workflows ask for no more than they need', () => {
      for (const { on, permissions, jobs } of workflows) {
        if (jobs) assert.ok(permissions, 'says its permissions');
        const allowed = 'schedule' in on ? ['actions', 'contents', 'security-events'] : ['contents', 'pull-requests'];
        for (const [scope, level] of Object.entries(permissions ?? {})) {
          assert.ok(allowed.includes(scope));
          assert.equal(level, scope === 'pull-requests' || scope === 'security-events' ? 'write' : 'read');
        }
        for (const event of Object.values(on)) assert.ok(event === null || Array.isArray(event), 'no filter of paths');
      }
    });

    test('runs of different pull requests and queue entries do not cancel each other', () => {
      const groups = workflows.flatMap(({ concurrency }) => concurrency?.group ?? []);
      assert.deepEqual(groups, ['kasane-${{ github.event.pull_request.number || github.ref }}']);
    });

    test('the inputs of the table have the defaults that the action names', () => {
      const rows = [...text.matchAll(/^\| `([a-z-]+)` \| `([a-z]+)` \|/gm)];
      assert.equal(rows.length, 5);
      for (const [, input = '', value = ''] of rows)
        assert.ok(action.inputs[input]?.description.includes(`Default: ${value}.`), input);
    });

    test('commands are ones that there are', () => {
      const lines = blocks('console')
        .flatMap((block) => [...block.matchAll(/^\$ kasane ([^#|\n]*)/gm)])
        .map(([, line = '']) => line.trim().split(' '));
      assert.equal(lines.length, 7);
      for (const line of lines) {
        const parsed = parseCommand(
          line,
          rules.map(({ id }) => id),
        );
        assert.equal(parsed.kind, 'command', line.join(' '));
      }
    });

    test('the comment is the one that the tool writes', () => {
      const tree = memoryTree({ Dockerfile: dockerfile, 'requirements.txt': 'flask\n', 'main.py': '' });
      const options = { dockerfiles: ['Dockerfile'], settings: defaultSettings, context: null, only: null };
      const [finding] = checkTree(tree, options).findings;
      const [edit] = finding?.fix?.edits ?? [];
      assert.ok(finding?.fix?.safe && edit);
      const known = evidence({
        causes: [
          { group: 'sources', commits: 84 },
          { group: 'manifests', commits: 7 },
        ],
      });
      const comment = renderComment({
        finding: { ...finding, evidence: known },
        messages: messagesIn(language),
        suggestion: { kind: 'commit', lines: edit.newText.replace(/\n$/, '').split('\n') },
        docsUrl: null,
      });
      const shown = text
        .split('\n')
        .filter((line) => line.startsWith('>'))
        .map((line) => line.replace(/^> ?/, ''))
        .join('\n');
      assert.equal(plain(shown), plain(comment));
    });
  });
}
