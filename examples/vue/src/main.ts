import { createBrowserClient } from '@gatepost/client'
import { createGatepost } from '@gatepost/vue'
import { createApp } from 'vue'

import App from './App.vue'

createApp(App)
  .use(createGatepost({ client: createBrowserClient() }))
  .mount('#app')
