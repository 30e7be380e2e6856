// Written by scripts/generate.ts from the folder listing: no need to edit.
import type { Ecosystem } from './ecosystem.ts';
import npm from './npm.ts';
import pip from './pip.ts';

export const ecosystems: readonly Ecosystem[] = [npm, pip];
