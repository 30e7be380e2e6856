/** Compose's interpolation: `$X`, `${X}`, `${X:-default}`, `$$`. Null: only the run knows the value. */
export function interpolate(text: string, known: ReadonlyMap<string, string>): string | null {
  let unknown = false;
  const result = expand(text, known, () => {
    unknown = true;
    return '';
  });
  return unknown ? null : result;
}

function expand(text: string, known: ReadonlyMap<string, string>, unknown: () => string): string {
  return text.replace(
    /\$(?:\$|\{([A-Za-z_]\w*)(?:(:?[-?+])([^{}]*))?\}|([A-Za-z_]\w*))/g,
    (
      _,
      braced: string | undefined,
      operator: string | undefined,
      word: string | undefined,
      bare: string | undefined,
    ) => {
      const name = braced ?? bare;
      if (name === undefined) return '$';
      const value = known.get(name);
      if (value !== undefined) return value;
      if (operator?.endsWith('-')) return word ?? '';
      return unknown();
    },
  );
}
