import type { ProofFlow } from '@gatepost/client'
import { shallowRef } from 'vue'
import { client } from './client'

interface Asked {
  flows: ProofFlow[]
  answer: (proved: boolean) => void
}

/** The demand for a fresh proof that is open. What was interrupted goes on once it is answered. */
export const asked = shallowRef<Asked>()

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
