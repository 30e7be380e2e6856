/** What a configuration changes in a whole check. */
import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { checkTree } from '../../src/check.ts';
import { parseConfiguration } from '../../src/findings/configuration.ts';
import { memoryTree } from '../../src/repository/memory.ts';
import { rules } from '../../src/rules/index.generated.ts';

const ids = rules.map(({ id }) => id);

/** `rule severity line values` of each finding about volumes and ignores. */
function check(configuration: string, volume: string, dockerfile = 'Dockerfile'): readonly string[] {
  const read = parseConfiguration(configuration, ids);
  assert.ok(read.kind === 'settings', JSON.stringify(read));
  const text = `FROM python:3.12-slim\nWORKDIR /app\nCOPY main.py .\n${volume}\nCMD ["python", "main.py"]\n`;
  const tree = memoryTree({ [dockerfile]: text, 'main.py': '' });
  const options = { dockerfiles: [dockerfile], settings: read.settings, context: null, only: null };
  return checkTree(tree, options).findings.map(
    ({ rule, severity, startLine, values }) => `${rule} ${severity} ${startLine} ${JSON.stringify(values)}`,
  );
}

const found = (severity: string, ...paths: readonly string[]): string =>
  `state/volume ${severity} 4 ${JSON.stringify({ paths, others: false })}`;

suite('a configuration', () => {
  test('none', () => assert.deepEqual(check('', 'VOLUME /data'), [found('warning', '/data')]));
  test('switches a rule off', () => assert.deepEqual(check('rules: { state/volume: off }', 'VOLUME /data'), []));
  test('switches a section off', () => assert.deepEqual(check('rules: { state/*: off }', 'VOLUME /data'), []));
  test('raises a severity above the rule’s own', () =>
    assert.deepEqual(check('rules: { state/volume: error }', 'VOLUME /data'), [found('error', '/data')]));
  test('lowers it for some files', () => {
    const configuration = 'files: [{ paths: ["legacy/**"], rules: { "*": notice } }]';
    assert.deepEqual(check(configuration, 'VOLUME /data', 'legacy/Dockerfile'), [found('notice', '/data')]);
    assert.deepEqual(check(configuration, 'VOLUME /data'), [found('warning', '/data')]);
  });
  test('allows a path and what lies below', () =>
    assert.deepEqual(
      check('rules: { state/volume: { allow: [/data/] } }', 'VOLUME ["/data", "/data/a", "/database"]'),
      ['state/volume warning 4 {"paths":["/database"],"others":true}'],
    ));
  test('allows what a glob names', () =>
    assert.deepEqual(check('rules: { state/volume: { allow: ["/var/lib/*"] } }', 'VOLUME /var/lib/shop'), []));
  test('switches inline ignores off, and they say so', () => {
    const ignored = '# kasane ignore=state/volume version 1\nVOLUME /data';
    assert.deepEqual(check('', ignored), []);
    assert.deepEqual(check('inline-ignores: false', ignored), [
      'state/volume warning 5 {"paths":["/data"],"others":false}',
      'kasane/unused-ignore notice 4 {"rule":"state/volume","because":"switched-off","nearest":null}',
    ]);
  });
  test('switches a rule about ignores off', () =>
    assert.deepEqual(check('rules: { kasane/*: off }', '# kasane ignore=state/volume\nVOLUME /data'), []));
});
