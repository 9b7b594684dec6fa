import type { Config } from '@gatepost/client'
import { client } from '@/client'
import { modelName } from './model_name'

/** After a password login: the password manager may add a passkey, without a dialog. Nothing waits for it. */
export function offerUpgrade(config: Config | undefined): void {
  if (config?.mfa?.passkey_upgrade_enabled) void client.passkey.upgrade({ name: modelName })
}
