/** Whatever a repository calls its files and writes into them: each format stays what its readers expect, and none hands on what a reader would obey. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { suite, test } from 'node:test';
import { Ajv, type AnySchema, type ValidateFunction } from 'ajv';
import { Ajv2020 } from 'ajv/dist/2020.js';
import formatsPlugin from 'ajv-formats';
import fc from 'fast-check';
import { checkTree } from '../../src/check.ts';
import { speak } from '../../src/findings/precedence.ts';
import type { Result } from '../../src/findings/result.ts';
import { defaultSettings } from '../../src/findings/settings.ts';
import { messagesIn } from '../../src/messages/index.ts';
import type { Messages } from '../../src/messages/messages.ts';
import { annotations } from '../../src/reports/annotations.ts';
import { renderComment, type Suggestion } from '../../src/reports/comment.ts';
import { json } from '../../src/reports/json.ts';
import { painter } from '../../src/reports/paint.ts';
import { patchToRead } from '../../src/reports/patch.ts';
import { rdjson } from '../../src/reports/rdjson.ts';
import { sarif } from '../../src/reports/sarif.ts';
import { renderSummary } from '../../src/reports/summary.ts';
import { text as terminalText, textIncomplete, textTotals } from '../../src/reports/text.ts';
import { memoryTree } from '../../src/repository/memory.ts';
import { rules } from '../../src/rules/index.generated.ts';
import { exampleMessages } from '../reports/example.ts';
import { hostile, hostileCase, type Case } from './hostile.ts';

const runs = { numRuns: 150 };

function schema(path: string): Record<string, unknown> {
  return JSON.parse(readFileSync(new URL(path, import.meta.url), 'utf8')) as Record<string, unknown>;
}

const ajv = new Ajv2020({ strict: true, allowUnionTypes: true });
const validReport = ajv.compile(schema('../../schemas/report.schema.json'));
const validRdjson = ajv.compile(schema('../../schemas/rdjson.schema.json'));
// Written for draft 4, which ajv 8 does not load by that name.
const {
  $schema: _draft,
  id: _id,
  ...sarifSchema
} = schema('../../node_modules/@microsoft/jest-sarif/lib/schemas/sarif-2.1.0-rtm.5.json');
const ajv7 = new Ajv({ strict: false, unicodeRegExp: false });
formatsPlugin.default(ajv7);
const validSarif = ajv7.compile(sarifSchema as AnySchema);

/** What the runner reads as a command. */
const command = /^\s*::|##\[/m;

function assertValid(validate: ValidateFunction, written: string): void {
  assert.ok(validate(JSON.parse(written)), JSON.stringify(validate.errors?.slice(0, 3)));
}

/** Controls but line feed and tab, marks that turn or hide text, halves of a pair. */
const unseen = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\p{Cf}\p{Cs}\u2028\u2029]/u;

function assertHarmless(written: string): void {
  const found = unseen.exec(written);
  assert.equal(found, null, `U+${found?.[0].codePointAt(0)?.toString(16)} in ${JSON.stringify(written.slice(0, 300))}`);
}

/**
 * What Markdown reads as Markdown, with neither code blocks nor code spans (CommonMark 4.5 and 6.1). Blocks are put out first, then spans, which end with
 * the paragraph that they start in.
 */
function outsideOfCode(markdown: string): string {
  const kept: string[] = [];
  let fence: string | null = null;
  for (const line of markdown.split('\n')) {
    const mark: string | undefined = /^(`{3,}(?=[^`]*$)|~{3,})/.exec(line)?.[1];
    if (fence === null) {
      if (mark !== undefined) fence = mark;
      kept.push(mark === undefined ? line : '');
    } else if (mark !== undefined && line.trimEnd() === mark && mark.startsWith(fence)) fence = null;
  }
  assert.equal(fence, null, `every block ends: ${JSON.stringify(markdown.slice(0, 900))}`);
  return kept.map(withoutSpans).join('\n');
}

function withoutSpans(line: string): string {
  let rest = line;
  let kept = '';
  for (let open = /`+/.exec(rest); open; open = /`+/.exec(rest)) {
    const [run] = open;
    const behind = rest.slice(open.index + run.length);
    const close = [...behind.matchAll(/`+/g)].find(([other]) => other.length === run.length);
    assert.ok(close, `a code span never ends: ${line.slice(0, 300)}`);
    kept += `${rest.slice(0, open.index)}CODE`;
    rest = behind.slice(close.index + run.length);
  }
  return kept + rest;
}

const markup = /<(?!\/?(?:details|summary)>)|-->|@|javascript:|evil\.example|::|##\[|(?<!\\)\*\*(?=\S*boo)/;

/** Our own tags stay in pairs, and nothing of the repository's is markup. */
function assertOwnMarkdown(markdown: string): void {
  const prose = outsideOfCode(markdown);
  const found = markup.exec(prose);
  assert.equal(
    found,
    null,
    `${found?.[0]} stands free in: ${prose.slice(Math.max(0, (found?.index ?? 0) - 80)).slice(0, 200)}`,
  );
  for (const tag of ['details', 'summary'])
    assert.equal(prose.split(`<${tag}>`).length, prose.split(`</${tag}>`).length, `${tag} in pairs`);
  for (const table of prose.split('\n\n').filter((block) => block.includes('| --- |'))) {
    const rows = table.split('\n').filter((line) => line.startsWith('|'));
    assert.equal(new Set(rows.map((row) => row.replace(/\\./g, '').split('|').length)).size, 1, `cells of ${table}`);
  }
}

interface Told extends Case {
  readonly messages: Messages;
}

function read({ files }: Case): (path: string) => string | null {
  return (path) => files.get(path) ?? null;
}

function holdsForAll({ result, files, messages }: Told): void {
  const reads = read({ result, files });
  const docsUrl = 'https://docs.example/blob/v1';
  const first = [...files][0] ?? null;
  for (const url of [null, docsUrl]) {
    for (const [validate, written] of [
      [validReport, json(result, messages, '1.2.3')],
      [validRdjson, rdjson({ result, messages, read: reads, docsUrl: url })],
      [validSarif, sarif({ result, messages, version: '1.2.3', rules, read: reads, docsUrl: url, category: 'x' })],
    ] as const) {
      assertValid(validate, written);
      assert.deepEqual(written.match(command), null);
      assertHarmless(written);
    }
  }
  assertTerminal({ result, files, messages });
  assertAnnotations({ result, files, messages });
  for (const url of [null, docsUrl]) {
    const summary = renderSummary({
      result,
      messages,
      failOn: 'error',
      docsUrl: url,
      fileUrl: url === null ? null : (_, line) => `https://files.example/L${line}`,
      jsonFile: 'kasane.json',
      configurationChange: first && { path: first[0], patch: first[1] },
      notes: [],
    });
    assert.ok(Buffer.byteLength(summary) <= 900_000);
    assertHarmless(summary);
    assertOwnMarkdown(summary);
  }
  for (const finding of result.findings) {
    for (const suggestion of suggestionsOf(finding.fix, reads, finding.path)) {
      const body = renderComment({ finding, messages, suggestion, docsUrl });
      assert.ok(body.length <= 60_000, `${body.length} characters`);
      assertOwnMarkdown(body);
      // A suggestion is committed as it stands; all else is only read.
      if (suggestion?.kind !== 'commit') assertHarmless(body);
    }
  }
}

function suggestionsOf(
  fix: Result['findings'][number]['fix'],
  reads: (path: string) => string | null,
  path: string,
): readonly (Suggestion | null)[] {
  if (!fix) return [null];
  const lines = fix.edits.flatMap(({ newText }) => newText.replace(/\n$/, '').split('\n'));
  return [
    { kind: 'commit', lines },
    { kind: 'diff', patch: patchToRead(fix.edits, reads, path), doubts: fix.doubts },
  ];
}

function assertTerminal({ result, files, messages }: Told): void {
  const reads = read({ result, files });
  for (const on of [false, true]) {
    const input = { result, messages, read: reads, paint: painter(on), show: (path: string) => path };
    const written = terminalText(input) + textIncomplete(input) + textTotals(input);
    // oxlint-disable-next-line no-control-regex -- our own colours
    assertHarmless(on ? written.replace(/\u001b\[\d+(?:;\d+)*m/g, '') : written);
  }
  const plain = terminalText({ result, messages, read: reads, paint: painter(false), show: (path) => path });
  assert.deepEqual(plain.match(command), null);
}

function assertAnnotations({ result, messages }: Told): void {
  const { shown, rest } = annotations(result.findings, result.incomplete, messages);
  for (const level of ['error', 'warning', 'notice'])
    assert.ok(shown.filter((one) => one.level === level).length <= 10, `ten of level ${level}`);
  const missed = Math.min(10, result.incomplete.length);
  assert.equal(shown.length - missed + rest.error + rest.warning + rest.notice, result.findings.length);
  for (const { message, title } of shown) {
    assert.ok(message.length <= 4096);
    for (const line of [message, title]) {
      assert.ok(!/[\n\t]/.test(line), 'one line');
      assertHarmless(line);
    }
  }
}

suite('any result, in any format', () => {
  for (const language of ['en', 'ja'] as const) {
    test(`with names, commands and doubts that want to be more than text (${language})`, () => {
      const messages = exampleMessages(language);
      fc.assert(
        fc.property(hostileCase, (given) => holdsForAll({ ...given, messages })),
        runs,
      );
    });
  }
});

/** Places of a Dockerfile that rules quote. */
const dockerfile = fc
  .tuple(hostile, hostile, hostile, hostile, hostile)
  .map(
    ([comment, install, name, file, path]) =>
      [
        'FROM python:3.12',
        `# kasane ignore=state/volume ${oneLine(comment)}`,
        `VOLUME ["/data/${oneLine(path).replace(/["\\]/g, '')}"]`,
        'WORKDIR /app',
        'COPY . .',
        `RUN pip install -r requirements.txt ${oneLine(install)}`,
        `CMD python '${oneLine(name).replaceAll("'", '')}.py' > '/var/log/${oneLine(file).replaceAll("'", '')}'`,
      ].join('\n') + '\n',
  );

function oneLine(text: string): string {
  return text.replace(/[\r\n]+/g, ' ').slice(0, 400);
}

suite('what the rules say of a hostile repository', () => {
  for (const language of ['en', 'ja'] as const) {
    test(language, () => {
      const messages = messagesIn(language);
      let spoken = 0;
      fc.assert(
        fc.property(dockerfile, hostile, (content, name) => {
          const path = `${name.replace(/[/\0]|\p{Cs}/gu, '').slice(0, 100) || 'x'}/Dockerfile`;
          const directory = path.slice(0, -'/Dockerfile'.length);
          if (directory === '.' || directory === '..') return;
          const files = {
            [path]: content,
            [`${directory}/requirements.txt`]: 'flask\n',
            [`${directory}/${name.replace(/[/\0]|\p{Cs}/gu, '').slice(0, 100)}x.py`]: '',
          };
          const checked = checkTree(memoryTree(files), {
            dockerfiles: [path],
            settings: defaultSettings,
            context: null,
            only: null,
          });
          const findings = speak(checked.findings);
          spoken += findings.length;
          const result: Result = {
            files: checked.files,
            findings,
            incomplete: checked.incomplete.map(({ path: at, reason }) => ({ path: at, reason })),
            outOfScope: 0,
            ignores: checked.ignores.map(({ ignore }) => ignore),
          };
          holdsForAll({ result, files: new Map(Object.entries(files)), messages });
        }),
        runs,
      );
      assert.ok(spoken > runs.numRuns, 'the rules had something to say');
    });
  }
});

test('the checks themselves see what they look for', () => {
  assert.throws(() => assertHarmless('\u202e'));
  for (const bad of [
    '@x',
    'a <img>',
    '``` x',
    '`a',
    'a `b` --> c',
    '```\nnever closed',
    '<details>',
    '| a |\n| --- |\n| a | b |',
  ])
    assert.throws(() => assertOwnMarkdown(bad), `accepted: ${bad}`);
  for (const good of ['`@x`', '`` ` <b> ``', '```x\n<img> ` @a\n```', '| a |\n| --- |\n| `b\\|c` |'])
    assert.doesNotThrow(() => assertOwnMarkdown(good));
});
