import { onMounted, ref, shallowRef } from 'vue'
import { useAct } from './act'

/** A list of the user's, loaded when its place is shown. */
export function useList<Item>(load: () => Promise<Item[]>) {
  const items = shallowRef<Item[]>([])
  const loaded = ref(false)
  const { busy, problem, act, failure } = useAct()

  const reload = () => act(async () => {
    items.value = await load()
    loaded.value = true
  })

  /** Do something whose answer is the list as it is now; true if it was done. */
  async function change(work: () => Promise<Item[] | undefined>): Promise<boolean> {
    const done = await act(async () => {
      const now = await work()
      items.value = now ?? (await load())
      return true
    })
    return done === true
  }

  onMounted(reload)
  return { items, loaded, busy, problem, failure, reload, change }
}
