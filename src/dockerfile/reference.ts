import type { Base } from './model.ts';

/** Names of images, by the grammar of distribution/reference, which BuildKit reads FROM with. */
const COMPONENT = '[a-z0-9]+(?:(?:[._]|__|-+)[a-z0-9]+)*';
const HOST =
  '(?:[a-zA-Z0-9](?:[a-zA-Z0-9-]*[a-zA-Z0-9])?(?:\\.[a-zA-Z0-9](?:[a-zA-Z0-9-]*[a-zA-Z0-9])?)*|\\[[a-fA-F0-9:]+\\])(?::[0-9]+)?';
const REFERENCE = new RegExp(
  `^((?:${HOST}/)?${COMPONENT}(?:/${COMPONENT})*)(?::([\\w][\\w.-]{0,127}))?(?:@(sha256:[a-f0-9]{64}|sha384:[a-f0-9]{96}|sha512:[a-f0-9]{128}))?$`,
);
const LONGEST_NAME = 255;
const LONGEST = LONGEST_NAME + 1 + 128 + 1 + 140;

/** null: no image can be called that. */
export function readReference(reference: string): Extract<Base, { kind: 'image' }> | null {
  // BuildKit takes 64 hexadecimal digits for an image id, and refuses.
  if (reference.length > LONGEST || /^[a-f0-9]{64}$/.test(reference)) return null;
  const match = REFERENCE.exec(withDomain(reference));
  const full = match?.[1];
  if (full === undefined || full.length > LONGEST_NAME) return null;
  const name = full.replace(/^docker\.io\//, '').replace(/^library\/(?=[^/]+$)/, '');
  return { kind: 'image', name, tag: match?.[2] ?? null, digest: match?.[3] ?? null, reference };
}

/** The first part is a registry if it looks like a host; without one it is Docker Hub. */
function withDomain(reference: string): string {
  const slash = reference.indexOf('/');
  const first = reference.slice(0, Math.max(slash, 0));
  const isHost = slash !== -1 && (/[.:]/.test(first) || first === 'localhost' || first !== first.toLowerCase());
  if (!isHost) return `docker.io/${slash === -1 ? 'library/' : ''}${reference}`;
  if (first !== 'docker.io' && first !== 'index.docker.io') return reference;
  const rest = reference.slice(slash + 1);
  return `docker.io/${rest.includes('/') ? '' : 'library/'}${rest}`;
}

/** Whether the name of an image, variables and all, says that it is Windows. */
export function saysWindows(image: string): boolean {
  return /windows|nanoserver|servercore|dotnet\/framework/i.test(image);
}
