import { areDifferent, type Content } from './content.ts';
import type { Image } from './node.ts';
import { imageKey } from './node.ts';

export interface Record {
  readonly key: string;
  /**
   * The same key, but for what only the run knows: two records with equal loose keys may be one to the builder, where one of them is uncertain.
   */
  readonly loose: string;
  /** It may be the same as another record under another key: what it was made of is not known. */
  readonly isUncertain: boolean;
}

/** What a builder remembers of the operations that it ever made, by their keys. Nothing is ever forgotten or replaced. */
export class Records {
  readonly #keys = new Map<string, Record>();
  /** Definition and base → the contents that operations were made with. */
  readonly #families = new Map<string, (readonly Content[])[]>();
  readonly #loose = new Set<string>();
  readonly #looseUncertain = new Set<string>();
  readonly #used = new Set<string>();
  readonly #images = new Map<string, Set<boolean>>();

  get(key: string): Record | undefined {
    return this.#keys.get(key);
  }

  /** Might an operation that is not found by its key be found by contents that only the builder knows? */
  mayHave(family: string, contents: readonly Content[], loose: string, isOnUncertain: boolean): boolean {
    if (this.#looseUncertain.has(loose) || (isOnUncertain && this.#loose.has(loose))) return true;
    return this.#families.get(family)?.some((other) => mayBeEqual(contents, other)) ?? false;
  }

  add(record: Record, family: string, contents: readonly Content[]): void {
    if (this.#keys.has(record.key)) return;
    this.#keys.set(record.key, record);
    this.#loose.add(record.loose);
    if (record.isUncertain) this.#looseUncertain.add(record.loose);
    if (contents.length === 0) return;
    const others = this.#families.get(family);
    if (others) others.push(contents);
    else this.#families.set(family, [contents]);
  }

  /** Something needed its files, so that its result is there and not only its key. */
  use(key: string): void {
    this.#used.add(key);
  }

  isUsed(key: string): boolean {
    return this.#used.has(key);
  }

  /** A tag and a digest of one name may be the same image. */
  image(image: Image): Record {
    const { key, loose } = keysOf(image);
    const isPinned = image.digest !== null;
    const seen = this.#images.get(loose) ?? new Set();
    const isUncertain = seen.has(!isPinned);
    this.#images.set(loose, seen.add(isPinned));
    return { key, loose, isUncertain };
  }
}

interface ImageKeys {
  readonly key: string;
  readonly loose: string;
}

const imageKeys = new WeakMap<Image, ImageKeys>();

function keysOf(image: Image): ImageKeys {
  const known = imageKeys.get(image);
  if (known) return known;
  const keys = { key: imageKey(image), loose: imageKey({ ...image, digest: null }) };
  imageKeys.set(image, keys);
  return keys;
}

function mayBeEqual(contents: readonly Content[], others: readonly Content[]): boolean {
  return contents.every((content, index) => {
    const other = others[index];
    return !other || !areDifferent(content, other);
  });
}
