import { Dark } from 'quasar'
import { ref } from 'vue'

export type Theme = 'system' | 'light' | 'dark'
const KEPT = 'gatepost.theme'

function kept(): Theme {
  const chosen = localStorage.getItem(KEPT)
  return chosen === 'light' || chosen === 'dark' ? chosen : 'system'
}

/** The chosen theme; `system` follows the device. */
export const theme = ref<Theme>(kept())

/** Apply a theme and remember it on this device. */
export function choose(chosen: Theme): void {
  theme.value = chosen
  if (chosen === 'system') {
    localStorage.removeItem(KEPT)
    delete document.documentElement.dataset.theme
  } else {
    localStorage.setItem(KEPT, chosen)
    document.documentElement.dataset.theme = chosen
  }
  Dark.set(chosen === 'system' ? 'auto' : chosen === 'dark')
}
