/** A repository with a Dockerfile that has one finding of each kind, and the pull request that brings it. */

import type { Pull } from '../github/pulls.ts';
import type { FileValue } from '../github/repository.ts';
import { startGitHub, type GitHub, type Options } from '../github/server.ts';
import { validator } from '../github/validator.ts';

export const files = {
  'package.json': '{ "name": "shop", "dependencies": { "left-pad": "1.3.0" } }\n',
  'package-lock.json': JSON.stringify({
    name: 'shop',
    lockfileVersion: 3,
    packages: {
      '': { name: 'shop', dependencies: { 'left-pad': '1.3.0' } },
      'node_modules/left-pad': { version: '1.3.0' },
    },
  }),
  '.dockerignore': 'node_modules\n.git\n',
  'src/server.js': 'console.log("open")\n',
};

const start = 'FROM node:24-slim\nWORKDIR /app\n';
const end = 'USER node\nCMD ["node", "src/server.js"]\n';

/** Lines 3 and 4 are an error with a suggestion: the code is copied before the install. */
export const late = `${start}COPY . .\nRUN npm ci\n${end}`;
/** Line 5 is a warning besides, with a change that a person has to decide on. */
export const lateWithVolume = `${start}COPY . .\nRUN npm ci\nVOLUME /data\n${end}`;
/** No finding. */
export const good = `${start}COPY package.json package-lock.json ./\nRUN npm ci\nCOPY . .\n${end}`;

/** Line 2 is a warning. */
export const small = 'FROM node:24-slim\nVOLUME /data\nCMD ["node", "server.js"]\n';

/** `good` with volumes, a warning each. */
export function withVolumes(paths: readonly string[]): string {
  return `${good}${paths.map((path) => `VOLUME ${path}\n`).join('')}`;
}

export type Files = Readonly<Record<string, FileValue>>;

export interface Shop {
  readonly github: GitHub;
  readonly pull: Pull;
  readonly base: string;
}

interface Closing {
  after(close: () => Promise<void>): void;
}

/** Pull request 1 from `topic` to `main`. Every request is held against GitHub's own descriptions. */
export async function shop(
  context: Closing,
  { base = {}, head, ...options }: Options & { readonly base?: Files; readonly head: Files },
): Promise<Shop> {
  const github = await startGitHub({ validator, ...options });
  context.after(() => github.close());
  const commit = github.commit({ ...files, ...base });
  github.push('main', commit);
  github.push('topic', github.commit(head, commit));
  return { github, base: commit, pull: github.open({ head: 'topic' }) };
}

/** One more commit on the pull request. */
export function push({ github, pull }: Shop, change: Files): void {
  github.push('topic', github.commit(change, pull.headSha));
}
