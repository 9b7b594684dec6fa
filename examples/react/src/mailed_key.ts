/** The key of a mailed link, `#verify=…` or `#reset=…`; removed from the address bar, and so from the history. */
export function takeMailedKey(): { purpose: string; key: string } | undefined {
  const [, purpose, key] = /^#(verify|reset)=(\w+)$/.exec(location.hash) ?? []
  if (!purpose || !key) return undefined
  history.replaceState(null, '', location.pathname)
  return { purpose, key }
}
