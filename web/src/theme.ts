import { Dark } from 'quasar'
import { ref } from 'vue'
import { inBrowser } from './browser_storage'

export type Theme = 'system' | 'light' | 'dark'
const KEPT = 'gatepost.theme'

function kept(): Theme {
  const chosen = inBrowser.read(KEPT)
  return chosen === 'light' || chosen === 'dark' ? chosen : 'system'
}

/** The chosen theme; `system` follows the device. */
export const theme = ref<Theme>(kept())

/** Apply a theme and remember it on this device. */
export function choose(chosen: Theme): void {
  theme.value = chosen
  if (chosen === 'system') {
    inBrowser.remove(KEPT)
    delete document.documentElement.dataset.theme
  } else {
    inBrowser.write(KEPT, chosen)
    document.documentElement.dataset.theme = chosen
  }
  Dark.set(chosen === 'system' ? 'auto' : chosen === 'dark')
}
