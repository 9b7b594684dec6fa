import type { Config } from '../sessions.js'
import type { Action } from './form.js'
import { quietly } from './form.js'
import type { Kit } from './kit.js'

/** One button for each provider; `callbackUrl` is the page to which the browser comes back. */
export function providerActions({ client, texts }: Kit, config: Config, callbackUrl: string): Action[] {
  return (config.socialaccount?.providers ?? []).map(({ id, name }) => ({
    name: id,
    label: texts.provider(name),
    run: () => quietly(client.social.start({ provider: id, callbackUrl }))
  }))
}
