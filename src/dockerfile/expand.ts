import { matchPrefix, matchSuffix, replaceMatches } from './pattern.ts';
import { isSpace } from './white-space.ts';

/** What is known of a variable where it is used. */
export type Lookup =
  | { readonly kind: 'set'; readonly value: string }
  /** Certainly not set: expands to nothing. */
  | { readonly kind: 'unset' }
  /** Declared by an ARG without a value: not set unless the build passes it. `${X:-d}` takes its default, `$X` can't be known. */
  | { readonly kind: 'unpassed' }
  | { readonly kind: 'unknown' };

export interface Expansion {
  /** null: a variable in it can't be known, or there is an error. */
  readonly value: string | null;
  /** Split at blanks that are not quoted; a blank that comes out of a variable splits too. Not told apart from values that can't be known. */
  readonly words: readonly string[];
  /** BuildKit's complaint. It does not depend on values that can't be known. */
  readonly error: string | null;
}

interface Options {
  readonly escape: string;
  readonly lookup: (name: string) => Lookup;
  /** Keep quotes, as is done to find heredocs. */
  readonly rawQuotes?: boolean;
  readonly rawEscapes?: boolean;
  /** Leave variables that are not set as they are written. */
  readonly skipUnset?: boolean;
  /** false: quotes are ordinary characters (heredoc bodies of COPY). */
  readonly quotes?: boolean;
}

/** `${a:-${b:-…}}` deeper than this is not read further: its value can't be known. BuildKit has no limit, our stack has. */
const DEEPEST = 200;
const END = '';

class Complaint extends Error {}
class TooDeep extends Error {}

/**
 * Quotes, escapes and variables of one word, as BuildKit's shell lexer has them (frontend/dockerfile/shell/lex.go at v0.32):
 * close to a shell, but not the same. Linear in `source`.
 */
export function expand(source: string, options: Options): Expansion {
  const lexer = new Lexer(source, options);
  try {
    const { text, words } = lexer.until(END, options.rawEscapes ?? false);
    return { value: lexer.unknown ? null : text, words, error: null };
  } catch (error) {
    if (error instanceof TooDeep) return { value: null, words: [], error: null };
    if (error instanceof Complaint) return { value: null, words: [], error: error.message };
    throw error;
  }
}

/**
 * Collects words: a character splits when it is a blank and not quoted. BuildKit's words inside and outside of `${X:-…}` share one
 * buffer, so that one empties the other. Kept: it decides what is found as a heredoc.
 */
class Words {
  readonly done: string[] = [];
  readonly #shared: { word: string };

  constructor(shared: { word: string }) {
    this.#shared = shared;
    shared.word = '';
  }

  add(text: string): void {
    for (const character of text) {
      if (!isSpace(character)) this.#shared.word += character;
      else this.#end();
    }
  }

  addRaw(text: string): void {
    this.#shared.word += text;
  }

  finish(): readonly string[] {
    this.#end();
    return this.done;
  }

  #end(): void {
    if (this.#shared.word !== '') this.done.push(this.#shared.word);
    this.#shared.word = '';
  }
}

class Lexer {
  unknown = false;
  #at = 0;
  #depth = 0;
  #rawEscapes = false;
  readonly #wordBuffer = { word: '' };
  readonly #source: string;
  readonly #options: Options;

  constructor(source: string, options: Options) {
    this.#source = source;
    this.#options = options;
  }

  until(stop: string, rawEscapes: boolean): { text: string; words: readonly string[] } {
    if (this.#depth > DEEPEST) throw new TooDeep();
    this.#depth += 1;
    const before = this.#rawEscapes;
    this.#rawEscapes = rawEscapes;
    const result = this.#read(stop);
    this.#rawEscapes = before;
    this.#depth -= 1;
    return result;
  }

  #read(stop: string): { text: string; words: readonly string[] } {
    const words = new Words(this.#wordBuffer);
    let text = '';
    for (let character = this.#peek(); character !== END; character = this.#peek()) {
      if (stop !== END && character === stop) {
        this.#at += 1;
        return { text, words: words.finish() };
      }
      if (character === '$') {
        const value = this.#dollar();
        text += value;
        words.add(value);
      } else if (character === '<' || (this.#options.quotes !== false && (character === "'" || character === '"'))) {
        const value = this.#special(character);
        text += value;
        words.addRaw(value);
      } else if (character === this.#options.escape) {
        this.#at += 1;
        const next = this.#next();
        const kept = (this.#rawEscapes ? character : '') + next;
        text += kept;
        words.addRaw(kept);
      } else {
        this.#at += 1;
        text += character;
        words.add(character);
      }
    }
    if (stop !== END) throw new Complaint(`unexpected end of statement while looking for matching ${stop}`);
    return { text, words: words.finish() };
  }

  #special(character: string): string {
    if (character === "'") return this.#singleQuoted();
    if (character === '"') return this.#doubleQuoted();
    return this.#possibleHeredoc();
  }

  #singleQuoted(): string {
    const end = this.#source.indexOf("'", this.#at + 1);
    if (end === -1) {
      this.#at = this.#source.length;
      throw new Complaint('unexpected end of statement while looking for matching single-quote');
    }
    const inner = this.#source.slice(this.#at + 1, end);
    this.#at = end + 1;
    return this.#options.rawQuotes ? `'${inner}'` : inner;
  }

  #doubleQuoted(): string {
    const quote = this.#options.rawQuotes ? '"' : '';
    let text = quote;
    this.#at += 1;
    for (;;) {
      const character = this.#peek();
      if (character === END) {
        throw new Complaint('unexpected end of statement while looking for matching double-quote');
      }
      if (character === '"') {
        this.#at += 1;
        return text + quote;
      }
      if (character === '$') {
        text += this.#dollar();
      } else if (character === this.#options.escape) {
        this.#at += 1;
        if (this.#rawEscapes) text += character;
        const next = this.#peek();
        if (next === END) continue;
        // Only these can be escaped here: any other escape character stays.
        if (next === '"' || next === '$' || next === this.#options.escape) {
          this.#at += 1;
          text += next;
        } else {
          text += character;
        }
      } else {
        this.#at += 1;
        text += character;
      }
    }
  }

  #possibleHeredoc(): string {
    this.#at += 1;
    if (this.#peek() !== '<') return '<';
    this.#at += 1;
    const start = this.#at;
    // `<< EOF` is one word.
    while (this.#peek() === ' ' || this.#peek() === '\t' || this.#peek() === '\r') this.#at += 1;
    return `<<${this.#source.slice(start, this.#at)}`;
  }

  #dollar(): string {
    this.#at += 1;
    if (this.#peek() !== '{') {
      const name = this.#name();
      if (name === '') return '$';
      return this.#plain(name, `$${name}`);
    }
    this.#at += 1;
    const first = this.#peek();
    if (first === END) throw new Complaint("syntax error: missing '}'");
    if (first === '{' || first === '}' || first === ':') throw new Complaint('syntax error: bad substitution');
    const name = this.#name();
    const modifier = this.#next();
    if (modifier === '}') return this.#plain(name, `\${${name}}`);
    if (modifier === '/') return this.#replacement(name);
    if (modifier === ':') return this.#operation(name, this.#next(), true);
    return this.#operation(name, modifier, false);
  }

  #plain(name: string, written: string): string {
    const found = this.#options.lookup(name);
    if (found.kind === 'set') return found.value;
    if (this.#options.skipUnset) return written;
    if (found.kind !== 'unset') this.unknown = true;
    return '';
  }

  #operation(name: string, operator: string, emptyIsUnset: boolean): string {
    const written = (emptyIsUnset ? ':' : '') + operator;
    const trims = operator === '#' || operator === '%';
    if (!'+-?#%'.includes(operator) || operator === END) {
      if (!emptyIsUnset) throw unsupported(written);
      this.#word('}', false);
      throw unsupported(written);
    }
    if (emptyIsUnset && trims) throw unsupported(written);
    const before = this.unknown;
    const word = this.#word('}', trims);
    const wordUnknown = this.unknown;
    this.unknown = before;

    const found = this.#options.lookup(name);
    if (this.#options.skipUnset && found.kind !== 'set') return `\${${name}${written}${word}}`;
    const use = (text: string, unknown: boolean): string => {
      this.unknown ||= unknown;
      return text;
    };
    if (trims) {
      const greedy = word.startsWith(operator);
      const pattern = greedy ? word.slice(1) : word;
      const value = found.kind === 'set' ? found.value : '';
      const result = wordUnknown ? null : (operator === '#' ? matchPrefix : matchSuffix)(pattern, value, greedy);
      if (result === 'invalid') throw new Complaint(`invalid pattern (${word}) in substitution`);
      return use(result?.rest ?? '', result === null || found.kind === 'unknown' || found.kind === 'unpassed');
    }
    if (found.kind === 'unknown') return use('', true);
    const isSet = found.kind === 'set' && !(emptyIsUnset && found.value === '');
    const value = found.kind === 'set' ? found.value : '';
    if (operator === '-') return isSet ? value : use(word, wordUnknown);
    if (operator === '+') return isSet ? use(word, wordUnknown) : '';
    if (isSet) return value;
    if (found.kind === 'unpassed') return use('', true);
    throw new Complaint(`${name}: ${word === '' ? 'is not allowed to be unset' : word}`);
  }

  #replacement(name: string): string {
    const all = this.#peek() === '/';
    if (all) this.#at += 1;
    const before = this.unknown;
    const pattern = this.#word('/', true);
    const replacement = this.#word('}', true);
    const found = this.#options.lookup(name);
    if (this.#options.skipUnset && found.kind !== 'set') return `\${${name}/${pattern}/${replacement}}`;
    if (this.unknown && !before) return '';
    const value = found.kind === 'set' ? found.value : '';
    const result = replaceMatches(pattern, replacement, value, all);
    if (result === 'invalid') throw new Complaint(`invalid pattern (${pattern}) in substitution`);
    if (result === null || found.kind === 'unknown' || found.kind === 'unpassed') this.unknown = true;
    return result?.rest ?? '';
  }

  #word(stop: string, rawEscapes: boolean): string {
    try {
      return this.until(stop, rawEscapes).text;
    } catch (error) {
      if (error instanceof Complaint && this.#peek() === END) throw new Complaint(`syntax error: missing '${stop}'`);
      throw error;
    }
  }

  #name(): string {
    const start = this.#at;
    const first = this.#peek();
    if (/^\p{Nd}$/u.test(first)) {
      while (/^\p{Nd}$/u.test(this.#peek())) this.#at += this.#peek().length;
      return this.#source.slice(start, this.#at);
    }
    if (first !== END && '@*#?-$!0'.includes(first)) {
      this.#at += 1;
      return first;
    }
    while (/^[\p{L}\p{Nd}_]$/u.test(this.#peek())) this.#at += this.#peek().length;
    return this.#source.slice(start, this.#at);
  }

  #peek(): string {
    const code = this.#source.codePointAt(this.#at);
    return code === undefined ? END : code < 128 ? this.#source.charAt(this.#at) : String.fromCodePoint(code);
  }

  #next(): string {
    const character = this.#peek();
    this.#at += character.length;
    return character;
  }
}

function unsupported(modifier: string): Complaint {
  return new Complaint(`unsupported modifier (${modifier}) in substitution`);
}
