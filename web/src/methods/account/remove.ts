import { client } from '@/client'

/** Delete the user's account, for good. */
export async function removeAccount(): Promise<void> {
  await client.account.remove()
  await client.session()
}
