import type { Values } from '../../../rules/cache/copy-before-install.ts';
import { list, say, type Phrase } from '../../phrase.ts';
import { ruleText } from '../../text.ts';
import { and } from '../terms.ts';

export default ruleText<Values>({
  title: 'Dependencies installed after a copy of the code',
  sentence: (values) => say`${brings(values)}, and ${again(values)}${only(values)}`,
  why: 'The builder reuses a layer until something that it is built from changes; then it builds that layer and all below it again. Code changes with every commit, dependencies rarely do. With the manifests copied first and the rest after the install, the install stays cached until a manifest changes.',
  fine: 'When nothing is saved: the copied files change only together with the manifests, or the build always starts without a cache. When the install needs the code, for example for a script that runs on install.',
  suggestion: ({ needsCode, where }) =>
    where === 'mount'
      ? say`Mount only what the install reads`
      : needsCode
        ? say`Install the dependencies first, then copy the rest`
        : say`Copy the manifests, install, then copy the rest`,
});

function brings({ copies, code, where }: Values): Phrase {
  const [first] = copies;
  const text = first?.text ?? 'COPY';
  const place =
    where === 'parent'
      ? say` (line ${first?.line ?? 0}, in a stage that this one is built on)`
      : say` on line ${first?.line ?? 0}`;
  if (where === 'onbuild') return say`${text}${place} brings the code of the image that is built on this one`;
  const more =
    copies.length > 1
      ? say` and ${copies.length - 1} more ${copies.length === 2 ? say`copy` : say`copies`} below it bring `
      : say` brings `;
  if (!code) return say`${text}${place}${more}the code`;
  return code.count === 1
    ? say`${text}${place}${more}${code.example}`
    : say`${text}${place}${more}${code.count} files besides the manifests (${code.example}, …)`;
}

function again({ installs, code, where }: Values): Phrase {
  const [first] = installs;
  const names = list(
    installs.map(({ label }) => label),
    and,
    3,
  );
  const lines = installs.length === 1 ? say` on line ${first?.line ?? 0}` : say` (from line ${first?.line ?? 0} on)`;
  const change = code?.count === 1 ? say`each change of it` : say`each change of one of them`;
  return say`${where === 'onbuild' || !code ? say`each change of it` : change} runs ${names}${where === 'mount' ? say`` : lines} again`;
}

function only({ manifests, installs, needsCode }: Values): Phrase {
  if (needsCode) return say`, with all dependencies.`;
  if (manifests.length === 0) return say`.`;
  return say`; ${installs.length === 1 ? say`it reads` : say`they read`} only ${list(manifests, and)}.`;
}
