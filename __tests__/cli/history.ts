import type { TestContext } from 'node:test';
import type { Engine } from '../../src/cli/surroundings.ts';
import { check } from '../../src/engine.ts';
import { messagesIn } from '../../src/messages/index.ts';
import { rules } from '../../src/rules/index.generated.ts';
import { folder, type Files, type Folder } from './run.ts';

/** With the real rules. */
export const engine: Engine = { rules, check, messagesIn };

export const bad = 'FROM python:3.12\nWORKDIR /app\nCOPY . .\nRUN pip install -r requirements.txt\n';
export const app: Files = {
  Dockerfile: bad,
  '.dockerignore': '.git\n',
  'requirements.txt': '1',
  'main.py': '0',
  'README.md': '0',
};

/** A repository whose commits write these files, one after the other. */
export function repository(t: TestContext, start: Files, commits: readonly Files[]): Folder {
  const one = folder(t, start);
  one.git('init', '-q');
  for (const files of [{}, ...commits]) {
    one.write(files);
    one.git('add', '-A');
    one.git('commit', '-qm', 'x', '--allow-empty');
  }
  return one;
}

export const work: readonly Files[] = [
  { 'main.py': '1' },
  { 'README.md': '1' },
  { 'requirements.txt': '2' },
  { 'main.py': '2', 'README.md': '2' },
  {},
];

/** Two changes of the code. */
export const edits: readonly Files[] = [{ 'main.py': '1\n' }, { 'main.py': '2\n' }];

/** The suggestion makes two steps of the RUN. */
export const splitRun = 'RUN pip install -r requirements.txt && python -m compileall .';
export const split: Files = {
  Dockerfile: `FROM python:3.12\nWORKDIR /app\nCOPY . .\n${splitRun}\nCMD ["python", "main.py"]\n`,
  '.dockerignore': '.git\nbuild.log\n',
  'requirements.txt': 'flask==3.0.0\n',
  'main.py': '0\n',
};

/** What the last stage takes is not known without building. */
export const unknown: Files = {
  Dockerfile: 'FROM a\nCOPY main.py /\nRUN make\nFROM b\nCOPY --from=0 /out /out\nRUN finish\n',
  '.dockerignore': '.git\n',
  'main.py': '0\n',
};

export interface ReplayJson {
  readonly version: number;
  readonly dockerfile: string;
  readonly context: string;
  readonly cache: string;
  readonly commits: number;
  readonly steps: readonly {
    readonly line: number;
    readonly instruction: string;
    readonly stage: string;
    readonly rebuilt: number;
    readonly rebuiltAfterFix: number | null;
    readonly unknown: number;
    readonly unknownAfterFix: number | null;
    readonly strip: string;
    readonly stripAfterFix: string | null;
    readonly stepsAfterFix: readonly {
      readonly instruction: string;
      readonly rebuilt: number;
      readonly unknown: number;
      readonly strip: string;
    }[];
    readonly seconds: number | null;
    readonly causes: readonly { readonly group: string; readonly commits: number }[];
  }[];
}
