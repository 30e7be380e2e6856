/**
 * Writes what repeats the list of rules, ecosystems and languages: indexes, the frames of rule pages, lists in docs, rule ids in schemas.
 * `node scripts/generate.ts` writes; `--check` only compares and fails, naming what is out of step.
 */
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import type { Rule } from '../src/rules/rule.ts';
import type { RuleText } from '../src/messages/text.ts';

const root = fileURLToPath(new URL('..', import.meta.url));
const check = process.argv.includes('--check');
const languages = ['en', 'ja'] as const;
type Language = (typeof languages)[number];
const stale: string[] = [];

const header = '// Written by scripts/generate.ts from the folder listing: no need to edit.\n';

function read(path: string): string {
  return readFileSync(join(root, path), 'utf8');
}

function put(path: string, text: string): void {
  const file = join(root, path);
  if (existsSync(file) && readFileSync(file, 'utf8') === text) return;
  if (check) stale.push(path);
  else writeFileSync(file, text);
}

function files(folder: string): string[] {
  return readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
    .map((name) => name.replaceAll('\\', '/'))
    .filter((name) => name.endsWith('.ts') && !name.endsWith('.generated.ts'))
    .toSorted();
}

/** `cache/copy-before-install` → `copyBeforeInstall`; unique over all sections. */
function identifier(id: string): string {
  return id.replace(/^[^/]*\//, '').replace(/-(\w)/g, (_, letter: string) => letter.toUpperCase());
}

// Rules: src/rules/<section>/<rule>.ts. One without its words is left out, and that is a failure.
const ids = files('src/rules')
  .filter((name) => name.includes('/'))
  .map((name) => name.replace(/\.ts$/, ''))
  .filter((id) => {
    const missing = languages
      .map((language) => `src/messages/${language}/${id}.ts`)
      .filter((path) => !existsSync(join(root, path)));
    stale.push(...missing.map((path) => `${path} (missing: the words of a rule)`));
    return missing.length === 0;
  });

const imports = (folder: string): string =>
  ids.map((id) => `import ${identifier(id)} from '${folder}/${id}.ts';\n`).join('');

put(
  'src/rules/index.generated.ts',
  `${header}import type { Rule } from './rule.ts';\n${imports('.')}\n` +
    `export const rules: readonly Rule[] = [\n${ids.map((id) => `  ${identifier(id)},\n`).join('')}];\n`,
);

// Ecosystems: each file of src/ecosystems that defines one.
const ecosystems = files('src/ecosystems').filter((name) =>
  /export default defineEcosystem\b/.test(read(`src/ecosystems/${name}`)),
);
const ecosystemIds = ecosystems.map((name) => name.replace(/\.ts$/, ''));
const doubtTypes = files('src/ecosystems').flatMap((name) =>
  [...read(`src/ecosystems/${name}`).matchAll(/^export type (\w+Doubt)\b/gm)].map((match) => ({
    name,
    type: match[1] ?? '',
  })),
);
if (ecosystemIds.length > 0) {
  put(
    'src/ecosystems/index.generated.ts',
    `${header}import type { Ecosystem } from './ecosystem.ts';\n` +
      ecosystemIds.map((id) => `import ${identifier(id)} from './${id}.ts';\n`).join('') +
      `\nexport const ecosystems: readonly Ecosystem[] = [${ecosystemIds.map(identifier).join(', ')}];\n`,
  );
  put(
    'src/ecosystems/doubts.generated.ts',
    header +
      doubtTypes.map(({ name, type }) => `import type { ${type} } from './${name}';\n`).join('') +
      `\nexport type EcosystemDoubt = ${doubtTypes.map(({ type }) => type).join(' | ')};\n`,
  );
}

// Messages: the texts of rules and ecosystems, by language.
const textImports = (language: Language): string =>
  ids.map((id) => `import ${identifier(id)}_${language} from './${language}/${id}.ts';\n`).join('') +
  ecosystemIds
    .map((id) => `import ${identifier(id)}_doubts_${language} from './${language}/ecosystems/${id}.ts';\n`)
    .join('');
put(
  'src/messages/index.generated.ts',
  `${header}import type { Language, RuleText } from './text.ts';\n` +
    languages.map(textImports).join('') +
    `\nexport const ruleTexts: Readonly<Record<Language, Readonly<Record<string, RuleText<unknown>>>>> = {\n` +
    languages
      .map(
        (language) =>
          `  ${language}: {\n${ids.map((id) => `    '${id}': ${identifier(id)}_${language},\n`).join('')}  },\n`,
      )
      .join('') +
    `};\n\nexport const ecosystemDoubts = {\n` +
    languages
      .map(
        (language) =>
          `  ${language}: { ${ecosystemIds.map((id) => `...${identifier(id)}_doubts_${language}`).join(', ')} },\n`,
      )
      .join('') +
    `} as const;\n`,
);

// What follows needs the rules themselves; a first run only wrote their index.
const load = async <T>(path: string): Promise<T> =>
  ((await import(pathToFileURL(join(root, path)).href)) as { default: T }).default;
const rules = await Promise.all(ids.map((id) => load<Rule>(`src/rules/${id}.ts`)));

const words = {
  en: {
    severity: 'Severity',
    claims: 'Claims',
    factors: 'Twelve-factor',
    fix: 'Suggestion',
    fixes: { safe: 'can be committed when it is proved safe', diff: 'shown as a diff, you decide', none: 'words only' },
    severities: { error: 'error', warning: 'warning', notice: 'notice' },
    other: '日本語',
    rule: 'Rule',
    finds: 'Finds',
    heading: 'Rules',
  },
  ja: {
    severity: '重大度',
    claims: '根拠',
    factors: 'Twelve-Factor',
    fix: '修正案',
    fixes: {
      safe: '安全だと証明できたときはそのままコミットできます',
      diff: '差分を示します。判断は人が行います',
      none: '説明のみ',
    },
    severities: { error: 'error（エラー）', warning: 'warning（警告）', notice: 'notice（助言）' },
    other: 'English',
    rule: 'ルール',
    finds: '見つけるもの',
    heading: 'ルール一覧',
  },
} as const;

const page = (language: Language, id: string): string =>
  `docs/${language === 'en' ? '' : `${language}/`}rules/${id}.md`;
const otherLanguage = (language: Language): Language => (language === 'en' ? 'ja' : 'en');

for (const language of languages) {
  const word = words[language];
  for (const rule of rules) {
    const path = page(language, rule.id);
    if (!existsSync(join(root, path))) {
      stale.push(`${path} (missing: write the page, see CONTRIBUTING.md)`);
      continue;
    }
    const other = relative(join(path, '..'), page(otherLanguage(language), rule.id)).replaceAll('\\', '/');
    const frame =
      `| ${word.severity} | ${word.claims} | ${word.factors} | ${word.fix} | |\n| --- | --- | --- | --- | --- |\n` +
      `| ${word.severities[rule.severity]} | ${rule.claims.join(', ') || '—'} | ${rule.factors.join(', ') || '—'} | ${word.fixes[rule.fix]} | [${word.other}](${other}) |`;
    const text = read(path);
    const framed = text.replace(
      /<!-- frame -->[\s\S]*?<!-- \/frame -->/,
      () => `<!-- frame -->\n\n${frame}\n\n<!-- /frame -->`,
    );
    if (!text.includes('<!-- /frame -->'))
      stale.push(`${path} (has no <!-- frame --> … <!-- /frame --> below its title)`);
    put(path, framed);
  }
  const titles = await Promise.all(
    ids.map(async (id) => (await load<RuleText<unknown>>(`src/messages/${language}/${id}.ts`)).title),
  );
  put(
    `docs/${language === 'en' ? '' : 'ja/'}rules.md`,
    `# ${word.heading}\n\n| ${word.rule} | ${word.severity} | ${word.finds} |\n| --- | --- | --- |\n` +
      rules
        .map((rule, index) => `| [${rule.id}](rules/${rule.id}.md) | ${rule.severity} | ${titles[index] ?? ''} |\n`)
        .join(''),
  );
}

if (stale.length > 0) {
  process.stderr.write(
    `Out of step with the sources:\n${stale.map((path) => `  ${path}\n`).join('')}Run: npm run generate\n`,
  );
  process.exitCode = 1;
}
