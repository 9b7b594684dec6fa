import type { ZxcvbnFactory } from '@zxcvbn-ts/core'

let loading: Promise<ZxcvbnFactory> | undefined

async function load(): Promise<ZxcvbnFactory> {
  const [core, common] = await Promise.all([import('@zxcvbn-ts/core'), import('@zxcvbn-ts/language-common')])
  return new core.ZxcvbnFactory({ dictionary: common.dictionary, graphs: common.adjacencyGraphs })
}

/** zxcvbn's score of a password, from 0 (guessed at once) to 4. */
export async function strength(password: string): Promise<number> {
  const zxcvbn = await (loading ??= load())
  return zxcvbn.check(password.slice(0, 100)).score
}
