import { createBrowserClient } from '@gatepost/client'
import { GatepostProvider } from '@gatepost/react'
import { StrictMode } from 'react'
import { createRoot } from 'react-dom/client'

import { App } from './App'

const client = createBrowserClient()

const place = document.getElementById('app')
if (!place) throw new Error('index.html has no #app')

createRoot(place).render(
  <StrictMode>
    <GatepostProvider client={client}>
      <App />
    </GatepostProvider>
  </StrictMode>
)
