/**
 * Every folder below fixtures/rules/<section>/<rule>/ is a case: a Dockerfile, the files of its repository, what the rule says about it
 * (`expected.yaml`), and the file after all safe suggestions (`fixed.Dockerfile`). See CONTRIBUTING.md.
 */
import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { suite, test } from 'node:test';
import { parse } from 'yaml';
import { checkTree } from '../src/check.ts';
import type { Finding } from '../src/findings/finding.ts';
import { defaultSettings } from '../src/findings/settings.ts';
import { applyEdits } from '../src/fixes/apply.ts';
import { ruleTexts } from '../src/messages/index.generated.ts';
import { plain } from '../src/messages/phrase.ts';
import type { Tree } from '../src/repository/tree.ts';
import { rules } from '../src/rules/index.generated.ts';
import { fixtures, folders, repositoryOf, type Expected } from './rule-cases.ts';

const keys = new Set(['files', 'sizes', 'executable', 'dockerfile', 'findings']);
const findingKeys = new Set(['path', 'lines', 'severity', 'safe', 'doubts', 'says']);

function said(finding: Finding): string {
  return (ruleTexts.en[finding.rule]?.sentence(finding.values) ?? [])
    .map((part) => (typeof part === 'string' ? part : `\`${part.code}\``))
    .join('');
}

for (const section of folders(fixtures)) {
  for (const last of folders(join(fixtures, section))) {
    const rule = `${section}/${last}`;
    suite(rule, () => {
      for (const name of folders(join(fixtures, rule))) {
        test(name.replaceAll('-', ' '), () => {
          const folder = join(fixtures, rule, name);
          const expected = parse(readFileSync(join(folder, 'expected.yaml'), 'utf8')) as Expected;
          for (const key of Object.keys(expected)) assert.ok(keys.has(key), `unknown key "${key}" in expected.yaml`);
          const tree = repositoryOf(folder, expected);
          const dockerfile = expected.dockerfile ?? 'Dockerfile';
          const result = checkTree(tree, {
            dockerfiles: [dockerfile],
            settings: defaultSettings,
            context: null,
            only: null,
          });
          assert.deepEqual(
            result.incomplete.filter(({ reason }) => reason.kind === 'internal'),
            [],
          );
          const found = result.findings.filter((finding) => finding.rule === rule);
          assert.deepEqual(
            found.map((finding) => [finding.startLine, finding.endLine]),
            expected.findings.map(({ lines }) => lines),
            `lines of the findings; said: ${found.map(said).join(' | ')}`,
          );
          expected.findings.forEach((wanted, index) => {
            for (const key of Object.keys(wanted)) assert.ok(findingKeys.has(key), `unknown key "${key}" of a finding`);
            const finding = found[index];
            assert.ok(finding);
            if (wanted.path !== undefined) assert.equal(finding.path, wanted.path);
            if (wanted.severity !== undefined) assert.equal(finding.severity, wanted.severity);
            const doubts = finding.fix?.doubts.map(({ kind }) => kind) ?? [];
            if (wanted.safe === null) assert.equal(finding.fix, null);
            else if (wanted.safe !== undefined)
              assert.equal(finding.fix?.safe, wanted.safe, `safe; doubts: ${JSON.stringify(finding.fix?.doubts)}`);
            if (wanted.doubts !== undefined) assert.deepEqual(doubts.toSorted(), [...wanted.doubts].toSorted());
            if (wanted.says !== undefined) assert.ok(said(finding).includes(wanted.says), said(finding));
            assert.notEqual(plain(ruleTexts.ja[finding.rule]?.sentence(finding.values) ?? []), '');
          });
          // Where no history could be read, a review has to know which findings it can't have looked for.
          const needsHistory = rules.some(({ id, needsHistory: needs }) => id === rule && needs);
          for (const { threshold } of found) assert.equal(threshold !== undefined, needsHistory);
          checkFixed(folder, tree, dockerfile, takenForTrue(result.findings, rule));
        });
      }
    });
  }
}

/**
 * What only a history can bear out is no part of what another rule's case is about; in the cases of its own rule it is true. Of those that change the
 * same lines the first one.
 */
function takenForTrue(findings: readonly Finding[], rule: string): readonly Finding[] {
  const taken = new Set<number>();
  return findings.filter((finding) => {
    if (!finding.threshold) return true;
    const lines = finding.fix?.edits.map(({ endLine }) => endLine) ?? [];
    if (finding.rule !== rule || finding.fix?.safe !== true || lines.some((line) => taken.has(line))) return false;
    for (const { startLine, endLine } of finding.fix.edits) {
      for (let line = startLine; line <= endLine; line += 1) taken.add(line);
    }
    return true;
  });
}

/** The file after all safe suggestions of all rules is the one beside it, and has none of those findings and no new one. */
function checkFixed(folder: string, tree: Tree, dockerfile: string, findings: readonly Finding[]): void {
  const file = join(folder, 'fixed.Dockerfile');
  const edits = findings.flatMap(({ fix }) => (fix?.safe ? fix.edits : [])).filter(({ path }) => path === dockerfile);
  const content = tree.read(dockerfile);
  assert.ok(content.kind === 'text');
  const fixed = applyEdits(content.text, edits);
  if (existsSync(file)) assert.equal(fixed, readFileSync(file, 'utf8'));
  else assert.equal(fixed, content.text, 'a safe suggestion needs its fixed.Dockerfile');
}

test('every rule has cases that it finds and cases that it leaves alone', () => {
  for (const { id } of rules) {
    const cases = folders(join(fixtures, id)).map(
      (name) => parse(readFileSync(join(fixtures, id, name, 'expected.yaml'), 'utf8')) as Expected,
    );
    assert.ok(
      cases.some(({ findings }) => findings.length > 0),
      `${id}: no case with a finding`,
    );
    assert.ok(
      cases.some(({ findings }) => findings.length === 0),
      `${id}: no case without a finding`,
    );
  }
});
