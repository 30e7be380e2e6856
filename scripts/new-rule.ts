/**
 * `npm run new-rule -- section/name`: the source, two fixtures, the texts and pages in both languages of a new rule. Prints what it made.
 * Everything it makes works and passes the checks; what it says has to be written by a person (look for TODO).
 */
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const id = process.argv[2] ?? '';
if (!/^(cache|process|filesystem|state|logs)\/[a-z]+(-[a-z]+)*$/.test(id)) {
  process.stderr.write(
    'Usage: npm run new-rule -- SECTION/NAME\n  SECTION: cache, process, filesystem, state or logs\n  NAME: lower case, words joined by "-"; it names the pattern found\n',
  );
  process.exit(2);
}

const source = `import { defineRule } from '../rule.ts';

export interface Values {
  readonly instruction: string;
}

// TODO: what it finds, and the near misses that stay silent (shared/design/rules.md).
export default defineRule<Values>({
  id: '${id}',
  severity: 'notice',
  claims: [],
  factors: [],
  fix: 'none',
  *check(build) {
    for (const index of build.needed) {
      for (const instruction of build.dockerfile.stages[index]?.instructions ?? []) {
        if (instruction.keyword !== 'MAINTAINER') continue;
        yield { ...instruction.range, values: { instruction: instruction.keyword }, anchor: [instruction.normalized] };
      }
    }
  },
});
`;

const text = (language: 'en' | 'ja'): string => `import type { Values } from '../../../rules/${id}.ts';
import { say } from '../../phrase.ts';
import { ruleText } from '../../text.ts';

// TODO: words for a person who reads ten of these a day: short, concrete, kind.
export default ruleText<Values>({
  title: ${language === 'en' ? `'TODO ${id}'` : `'TODO ${id}（見出し）'`},
  sentence: ({ instruction }) => say\`${language === 'en' ? '${instruction} …' : '${instruction} は……'}\`,
  why: ${language === 'en' ? `'TODO'` : `'TODO（理由）'`},
  fine: ${language === 'en' ? `'TODO'` : `'TODO（無視してよい場合）'`},
  suggestion: () => null,
});
`;

const headings = {
  en: ['What it finds', 'Why', 'Example', 'When it is fine', 'How sure the suggestion is', 'How to ignore it'],
  ja: ['見つけるもの', '理由', '例', '無視してよい場合', '修正案の確かさ', '無視するには'],
};
const ignoreLine = `\`\`\`Dockerfile\n# kasane ignore=${id} the reason\n\`\`\``;
const page = (language: 'en' | 'ja'): string =>
  `# ${id}\n\nTODO\n\n<!-- frame -->\n<!-- /frame -->\n\n` +
  headings[language].map((heading, index) => `## ${heading}\n\n${index === 5 ? ignoreLine : 'TODO'}\n`).join('\n');

const files: Record<string, string> = {
  [`src/rules/${id}.ts`]: source,
  [`src/messages/en/${id}.ts`]: text('en'),
  [`src/messages/ja/${id}.ts`]: text('ja'),
  [`docs/rules/${id}.md`]: page('en'),
  [`docs/ja/rules/${id}.md`]: page('ja'),
  [`__tests__/fixtures/rules/${id}/found/Dockerfile`]: 'FROM scratch\nMAINTAINER someone\n',
  [`__tests__/fixtures/rules/${id}/found/expected.yaml`]: 'findings:\n  - lines: [2, 2]\n    severity: notice\n',
  [`__tests__/fixtures/rules/${id}/silent/Dockerfile`]: 'FROM scratch\n',
  [`__tests__/fixtures/rules/${id}/silent/expected.yaml`]: 'findings: []\n',
};
const existing = Object.keys(files).filter((path) => existsSync(join(root, path)));
if (existing.length > 0) {
  process.stderr.write(`Already there, nothing was written: ${existing.join(', ')}\n`);
  process.exit(2);
}
for (const [path, content] of Object.entries(files)) {
  mkdirSync(dirname(join(root, path)), { recursive: true });
  writeFileSync(join(root, path), content);
  process.stdout.write(`made ${path}\n`);
}
const generated = spawnSync(process.execPath, [join(root, 'scripts/generate.ts')], { stdio: 'inherit' });
process.stdout.write('Next: write the cases first (found, silent, near misses), then the rule: npm run test:unit\n');
process.exitCode = generated.status ?? 1;
