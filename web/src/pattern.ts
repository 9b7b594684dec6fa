const LETTERS = '\\p{L}\\p{M}\\p{N}_'

/**
 * Translate a Python regular expression to JavaScript. In Python `\w` and `\d` match every script.
 * Undefined if it can't be translated; only the server validates the value then.
 */
export function expression(pattern: string): RegExp | undefined {
  if (/\[[^\]]*\\W/.test(pattern)) return undefined
  let inside = false
  const translated = pattern.replace(/\\.|\[|\]/g, character => {
    if (character === '[' || character === ']') inside = character === '['
    if (character === '\\w') return inside ? LETTERS : `[${LETTERS}]`
    if (character === '\\W' && !inside) return `[^${LETTERS}]`
    return character === '\\d' ? '\\p{Nd}' : character
  })
  try {
    return new RegExp(translated, 'u')
  } catch {
    return undefined
  }
}

/** Whether the server would refuse a value because of its pattern; an empty value never mismatches. */
export function mismatches(value: string, pattern: string | undefined): boolean {
  const text = value.trim().normalize('NFKC')
  return pattern !== undefined && text !== '' && expression(pattern)?.test(text) === false
}
