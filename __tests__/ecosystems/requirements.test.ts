import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import * as fc from 'fast-check';
import { localPath, readRequirements } from '../../src/ecosystems/pip/requirements.ts';

const nothing = { includes: [], constraints: [], locals: [], links: [], packages: 0, variables: [] };

suite('a requirements file', () => {
  const cases: readonly (readonly [text: string, found: Partial<ReturnType<typeof readRequirements>>])[] = [
    ['', {}],
    ['# -r base.txt\n   # x', {}],
    ['flask==3.0.0 # web\ngunicorn', { packages: 2 }],
    ['flask>=2 ; python_version < "3.9"', { packages: 1 }],
    [
      '-r base.txt\n--requirement dev.txt\n--requirement=test.txt\n-rlint.txt',
      { includes: ['base.txt', 'dev.txt', 'test.txt', 'lint.txt'] },
    ],
    ['-c limits.txt\n--constraint=more.txt # why', { constraints: ['limits.txt', 'more.txt'] }],
    ['-r https://example.com/req.txt', {}],
    ['-e .', { locals: [{ path: '.', editable: true }] }],
    ['--editable=./libs/cart[redis]', { locals: [{ path: './libs/cart', editable: true }] }],
    ['-e git+https://example.com/x.git#egg=x', { packages: 1 }],
    ['./libs/cart[a,b] ; sys_platform == "linux"', { locals: [{ path: './libs/cart', editable: false }] }],
    ['libs/cart', { locals: [{ path: 'libs/cart', editable: false }] }],
    ['cart-1.0-py3-none-any.whl', { locals: [{ path: 'cart-1.0-py3-none-any.whl', editable: false }] }],
    ['cart @ file:///app/libs/cart', { locals: [{ path: '/app/libs/cart', editable: false }] }],
    ['cart[x] @ https://example.com/cart.tar.gz', { packages: 1 }],
    ['file:./libs/cart#egg=cart', { locals: [{ path: './libs/cart', editable: false }] }],
    [
      '--find-links wheels\n-f https://example.com/wheels/\n--find-links=file:///srv/wheels',
      { links: ['wheels', '/srv/wheels'] },
    ],
    ['--index-url https://example.com/simple\n--no-binary :all:\n-i https://example.com', {}],
    ['flask==3.0.0 \\\n    --hash=sha256:aa \\\n    --hash=sha256:bb\r\ngunicorn', { packages: 2 }],
    ['\uFEFFflask\r\n-r base.txt\r\n', { packages: 1, includes: ['base.txt'] }],
    ['flask \\\n# -r no.txt\ngunicorn', { packages: 2 }],
    [
      '-r ${NAME}.txt\n./${DIR}/x\nflask @ https://${TOKEN}@example.com/x.whl',
      {
        includes: ['${NAME}.txt'],
        locals: [{ path: './${DIR}/x', editable: false }],
        packages: 1,
        variables: ['${NAME}.txt', './${DIR}/x'],
      },
    ],
    ['-r "base files.txt"', { includes: ['base files.txt'] }],
  ];
  for (const [text, found] of cases)
    test(JSON.stringify(text), () => assert.deepEqual(readRequirements(text), { ...nothing, ...found }));

  test('takes any text', () => {
    fc.assert(fc.property(fc.string(), (text) => void readRequirements(text)));
    const piece = fc.constantFrom(
      '-r',
      ' ',
      '\\',
      '\n',
      '#',
      '@',
      'file:',
      '${A}',
      '[',
      ']',
      '%',
      ';',
      '--',
      './',
      'x',
    );
    fc.assert(fc.property(fc.array(piece), (pieces) => void readRequirements(pieces.join(''))));
  });
});

test('what is a path of the project', () => {
  for (const path of ['.', '..', './x', 'x/y', '/x', 'x.tar.gz', 'file:x'])
    assert.notEqual(localPath(path), null, path);
  for (const name of [
    'flask',
    'flask[async]',
    'zope.interface',
    'git+ssh://git@example.com/x',
    'https://example.com/x.whl',
    'git@example.com:x/y.git',
  ])
    assert.equal(localPath(name), null, name);
});
