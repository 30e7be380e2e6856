import { basename } from '../repository/paths.ts';
import type { Command, CommandWord } from './ecosystem.ts';
import { isBelow, parentOf, resolve } from './image-path.ts';

/** They only handle files: none of them makes something that a later install could need. */
const handling = new Set(
  (
    'chmod chown chgrp mkdir rm rmdir ls echo printf cat cp mv ln sed awk grep dos2unix find test [ [[ touch cd git stat tar unzip install ' +
    'useradd adduser groupadd addgroup usermod apt-get apt apk dnf yum microdnf'
  ).split(' '),
);

/** Does the command run, or install from, what lies at one of these places of the image? */
export function preparesFrom({ words, directory }: Command, places: readonly string[]): boolean {
  const [program] = words;
  if (handling.has(basename(program?.value ?? program?.raw ?? ''))) return false;
  return words.some((word, index) => {
    const path = pathOf(word, directory);
    const before = words[index - 1]?.value ?? '';
    if (path === null) return false;
    return places.some(
      (place) => isBelow(path, place) || (/^(?:-f|--find-links)$/.test(before) && parentOf(place) === path),
    );
  });
}

/** A word with a slash, or one that ends as a script does. */
function pathOf({ value }: CommandWord, directory: string | null): string | null {
  const text = value?.replace(/^--?[\w-]+=/, '') ?? '';
  if (!/\/|\.(?:sh|bash|py|[cm]?js)$/.test(text) || /^\w+:\/\//.test(text)) return null;
  if (text.startsWith('/')) return resolve('/', text);
  return directory === null ? null : resolve(directory, text);
}
