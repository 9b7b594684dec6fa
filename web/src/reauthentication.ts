import type { ProofFlow } from '@gatepost/client'
import { shallowRef } from 'vue'
import { client } from './client'

interface ReauthenticationRequest {
  flows: ProofFlow[]
  answer: (proved: boolean) => void
}

/** The open reauthentication request, if any. The interrupted request is retried once the user has answered. */
export const asked = shallowRef<ReauthenticationRequest>()

client.onReauthenticate(
  flows =>
    new Promise(resolve => {
      asked.value?.answer(false)
      asked.value = {
        flows,
        answer: proved => {
          asked.value = undefined
          resolve(proved)
        }
      }
    })
)
