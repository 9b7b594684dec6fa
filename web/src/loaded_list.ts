import { computed, onMounted, ref, shallowRef } from 'vue'
import { useAction } from './action'
import { joinPage } from './page_lists'

/** A list loaded from the server when its component is mounted. */
export function useLoadedList<Item>(load: () => Promise<Item[]>) {
  const items = shallowRef<Item[]>([])
  const loaded = ref(false)
  const failed = ref(false)
  /** Neither loaded nor failed yet: the time of a skeleton. */
  const waiting = computed(() => !loaded.value && !failed.value)
  const { busy, problem, run, failure } = useAction()

  async function reload(): Promise<void> {
    await run(async () => {
      items.value = await load()
      loaded.value = true
    })
    failed.value = !loaded.value
  }

  /** Run a change that returns the new list, or reload it if it returns none; true on success. */
  async function change(work: () => Promise<Item[] | undefined>): Promise<boolean> {
    const done = await run(async () => {
      const now = await work()
      items.value = now ?? (await load())
      return true
    })
    return done === true
  }

  const settled = joinPage()
  onMounted(() => reload().finally(settled))
  return { items, loaded, waiting, busy, problem, failure, reload, change }
}
