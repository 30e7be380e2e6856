/**
 * As much HCL as bake files need: blocks with attributes whose values are texts, lists and maps of texts. An expression (a function call, a
 * condition, `${…}` with more than a name) is not known. Linear, and never throws: what can't be read is left out.
 */
export type HclValue =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'list'; readonly items: readonly HclValue[] }
  | { readonly kind: 'map'; readonly entries: readonly (readonly [string, HclValue])[] }
  /** A variable by its name. */
  | { readonly kind: 'name'; readonly name: string }
  | { readonly kind: 'unknown' };

export interface HclBlock {
  readonly type: string;
  readonly labels: readonly string[];
  /** 1-based line of its first word. */
  readonly line: number;
  readonly attributes: ReadonlyMap<string, HclValue>;
}

export function readHcl(text: string): readonly HclBlock[] {
  const reader = new Reader(tokenize(text));
  const blocks: HclBlock[] = [];
  while (!reader.isAtEnd()) {
    const block = reader.block();
    if (block) blocks.push(block);
  }
  return blocks;
}

interface Token {
  readonly kind: 'word' | 'text' | 'sign' | 'newline';
  readonly text: string;
  readonly line: number;
}

const shape =
  /(?<newline>\n)|[ \t\r]+|(?:#|\/\/)[^\n]*|\/\*[^]*?(?:\*\/|$)|<<(?<dash>-?)(?<mark>\w+)[^\n]*\n|"(?<text>(?:[^"\\\n]|\\[^])*)"|(?<word>[A-Za-z_][\w-]*)|(?<number>\d[\w.]*)|(?<sign>[^])/gy;

function tokenize(text: string): readonly Token[] {
  const tokens: Token[] = [];
  let line = 1;
  shape.lastIndex = 0;
  for (let match = shape.exec(text); match; match = shape.exec(text)) {
    const { newline, mark, text: quoted, word, number, sign } = match.groups ?? {};
    if (mark !== undefined) {
      const rest = new RegExp(`^[ \\t]*${mark}[ \\t\\r]*$`, 'm');
      const body = text.slice(shape.lastIndex);
      const end = rest.exec(body);
      const content = end ? body.slice(0, end.index) : body;
      tokens.push({ kind: 'text', text: content, line });
      line += 1 + content.split('\n').length - 1;
      shape.lastIndex += end ? end.index + end[0].length : body.length;
      continue;
    }
    if (newline !== undefined) tokens.push({ kind: 'newline', text: '\n', line });
    else if (quoted !== undefined) tokens.push({ kind: 'text', text: unquote(quoted), line });
    else if (word !== undefined) tokens.push({ kind: 'word', text: word, line });
    else if (number !== undefined) tokens.push({ kind: 'text', text: number, line });
    else if (sign !== undefined) tokens.push({ kind: 'sign', text: sign, line });
    line += match[0].split('\n').length - 1;
  }
  return tokens;
}

function unquote(text: string): string {
  return text.replace(/\\([^])/g, (_, quoted: string) => (quoted === 'n' ? '\n' : quoted === 't' ? '\t' : quoted));
}

const deepest = 20;

class Reader {
  readonly #tokens: readonly Token[];
  #at = 0;

  constructor(tokens: readonly Token[]) {
    this.#tokens = tokens;
  }

  isAtEnd(): boolean {
    return this.#at >= this.#tokens.length;
  }

  /** `type "label" {…}`, or null for one token that begins none. */
  block(): HclBlock | null {
    const start = this.#at;
    const type = this.#next();
    if (type?.kind !== 'word') return null;
    const labels: string[] = [];
    while (this.#peek()?.kind === 'text') labels.push(this.#next()?.text ?? '');
    if (!this.#take('{')) {
      this.#at = start + 1;
      return null;
    }
    const attributes = new Map<string, HclValue>();
    while (!this.isAtEnd() && !this.#take('}')) {
      const name = this.#next();
      if (name?.kind !== 'word' && name?.kind !== 'text') continue;
      if (this.#take('=')) attributes.set(name.text, this.#value(0));
      else if (this.#skipToBrace()) this.#skipNested();
    }
    return { type: type.text, labels, line: type.line, attributes };
  }

  /** Everything up to the end of the expression; more than one simple value is not known. */
  #value(depth: number): HclValue {
    const value = this.#simple(depth);
    let rest = 0;
    for (let token = this.#peek(); token && !this.#endsValue(token); token = this.#peek()) {
      rest += 1;
      this.#next();
      if (token.kind === 'sign' && '([{'.includes(token.text)) this.#skipNested();
    }
    return rest === 0 ? value : { kind: 'unknown' };
  }

  #endsValue({ kind, text }: Token): boolean {
    return kind === 'newline' || (kind === 'sign' && ',]})'.includes(text));
  }

  #simple(depth: number): HclValue {
    const token = this.#peek();
    if (!token || this.#endsValue(token) || depth > deepest) return { kind: 'unknown' };
    this.#next();
    if (token.kind === 'text') return { kind: 'text', text: token.text };
    if (token.kind === 'word') return { kind: 'name', name: token.text };
    if (token.text === '[') return this.#list(depth);
    if (token.text === '{') return this.#map(depth);
    if (token.text === '(') this.#skipNested();
    return { kind: 'unknown' };
  }

  #list(depth: number): HclValue {
    const items: HclValue[] = [];
    for (;;) {
      this.#skipNewlines();
      if (this.isAtEnd() || this.#take(']')) return { kind: 'list', items };
      const before = this.#at;
      items.push(this.#value(depth + 1));
      this.#skipNewlines();
      this.#take(',');
      if (this.#at === before) this.#next();
    }
  }

  #map(depth: number): HclValue {
    const entries: (readonly [string, HclValue])[] = [];
    for (;;) {
      this.#skipNewlines();
      if (this.isAtEnd() || this.#take('}')) return { kind: 'map', entries };
      const before = this.#at;
      const name = this.#next();
      if (name && (this.#take('=') || this.#take(':'))) entries.push([name.text, this.#value(depth + 1)]);
      this.#take(',');
      if (this.#at === before) this.#next();
    }
  }

  /** Is this a nested block (`name "label" {`)? Then its brace is taken. */
  #skipToBrace(): boolean {
    while (this.#peek()?.kind === 'text') this.#next();
    return this.#take('{');
  }

  /** From behind an opening bracket to behind its closing one. */
  #skipNested(): void {
    for (let open = 1; open > 0 && !this.isAtEnd();) {
      const token = this.#next();
      if (token?.kind !== 'sign') continue;
      if ('([{'.includes(token.text)) open += 1;
      else if (')]}'.includes(token.text)) open -= 1;
    }
  }

  #skipNewlines(): void {
    while (this.#peek()?.kind === 'newline') this.#next();
  }

  #peek(): Token | undefined {
    return this.#tokens[this.#at];
  }

  #next(): Token | undefined {
    const token = this.#tokens[this.#at];
    this.#at += 1;
    return token;
  }

  #take(sign: string): boolean {
    const token = this.#peek();
    if (token?.kind !== 'sign' || token.text !== sign) return false;
    this.#at += 1;
    return true;
  }
}
