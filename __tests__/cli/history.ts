import type { TestContext } from 'node:test';
import { folder, type Files, type Folder } from './run.ts';

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
    readonly seconds: number | null;
    readonly causes: readonly { readonly group: string; readonly commits: number }[];
  }[];
}
