import { computed, inject, onMounted, provide, ref, type ComputedRef, type InjectionKey, type Ref } from 'vue'

/** How long a page waits for its slowest list before it shows the others. */
const PATIENCE = 1500
const LOADING: InjectionKey<Ref<number>> = Symbol('lists that are loading')

/**
 * Whether all lists inside a page have loaded, besides its own. Until then the page hides its panels: each list that
 * replaced a placeholder of another height would move the panels below it.
 */
export function usePageLists(own: () => boolean): ComputedRef<boolean> {
  const loading = ref(0)
  const late = ref(false)
  provide(LOADING, loading)
  onMounted(() => setTimeout(() => (late.value = true), PATIENCE))
  return computed(() => late.value || (loading.value === 0 && own()))
}

/** Tell the page around this component that a list is loading; call the result once, when it has loaded or failed. */
export function joinPage(): () => void {
  const loading = inject(LOADING, undefined)
  if (!loading) return () => undefined
  loading.value++
  return () => {
    loading.value--
  }
}
