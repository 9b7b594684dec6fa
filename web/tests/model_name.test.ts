import { aaguidOf } from '@gatepost/client'
import { expect, test } from 'vitest'
import { modelName } from '@/features/passkey/model_name'

/** Authenticator data of a new key: digest, flags, counter, model. */
function made(model: number[], flags = 0x45): Record<string, unknown> {
  const data = [...new Array<number>(32).fill(7), flags, 0, 0, 0, 0, ...model, 0, 0]
  return { response: { authenticatorData: Buffer.from(data).toString('base64url') } }
}
const YUBIKEY = [...Buffer.from('9eb7eabc9db549a1b6c3555a802093f4', 'hex')]

test('a key is named after its authenticator', async () => {
  expect(aaguidOf(made(YUBIKEY))).toBe('9eb7eabc-9db5-49a1-b6c3-555a802093f4')
  expect(await modelName(aaguidOf(made(YUBIKEY)))).toBe('YubiKey 5 Series with NFC KVZR57')
})

test('a model that is hidden, missing or unknown gives no name', async () => {
  expect(aaguidOf(made(new Array<number>(16).fill(0)))).toBeUndefined()
  expect(aaguidOf(made(YUBIKEY, 0x05))).toBeUndefined()
  expect(aaguidOf(made([1, 2]))).toBeUndefined()
  expect(aaguidOf({})).toBeUndefined()
  expect(await modelName('ffffffff-0000-0000-0000-000000000001')).toBeUndefined()
  expect(await modelName(undefined)).toBeUndefined()
})
