/** One or two capitals for a name: of its first and last word, or of an address's part before the `@`. */
export function initials(name: string): string {
  const words = (name.split('@')[0] ?? '').split(/[\s._+-]+/).filter(Boolean)
  const [first, last] = [words[0], words.length > 1 ? words.at(-1) : undefined]
  return [first, last].map(word => [...(word ?? '')][0] ?? '').join('').toUpperCase() || '?'
}
