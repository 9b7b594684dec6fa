interface Kept {
  read(key: string): string | null
  write(key: string, value: string): void
  remove(key: string): void
}

/**
 * A storage of the browser. Where the browser refuses it (reading `localStorage` itself throws then), values are kept in
 * memory, until the page is left.
 */
function kept(storage: () => Storage): Kept {
  const memory = new Map<string, string>()
  const attempt = <Result>(work: (storage: Storage) => Result, instead: () => Result): Result => {
    try {
      return work(storage())
    } catch {
      return instead()
    }
  }
  return {
    read: key => attempt(one => one.getItem(key), () => null) ?? memory.get(key) ?? null,
    write: (key, value) => attempt(one => one.setItem(key, value), () => void memory.set(key, value)),
    remove(key) {
      memory.delete(key)
      attempt(one => one.removeItem(key), () => undefined)
    }
  }
}

/** `localStorage`: in this browser, across tabs and visits. */
export const inBrowser = kept(() => localStorage)

/** `sessionStorage`: in this tab. */
export const inTab = kept(() => sessionStorage)
