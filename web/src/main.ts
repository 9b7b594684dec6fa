import { gatepost } from '@gatepost/client/vue'
import { createPinia } from 'pinia'
import { ClosePopup, Dark, Notify, Quasar } from 'quasar'
import { createApp } from 'vue'
import 'quasar/dist/quasar.css'
import './style/tokens.css'
import './style/app.css'
import './style/quasar.css'
import App from './App.vue'
import './reauthentication'
import { client } from './client'
import { keepFocus } from './focus'
import { language, preferred, speak } from './i18n'
import { router } from './router'
import { paint } from './site'
import { choose, theme } from './theme'

paint(document.documentElement)
await speak(preferred()).catch(() => undefined)

createApp(App)
  .use(createPinia())
  .use(gatepost(client))
  .use(Quasar, { plugins: { Dark, Notify }, directives: { ClosePopup }, config: { dark: 'auto' } })
  .use(router)
  .mount('#app')
keepFocus()
choose(theme.value)
// Quasar sets `lang` to its own language when it is installed.
document.documentElement.lang = language.value
