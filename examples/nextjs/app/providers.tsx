'use client'

import { createBrowserClient } from '@gatepost/client'
import { GatepostProvider, ReauthenticationDialog } from '@gatepost/react'
import type { ReactNode } from 'react'

const client = createBrowserClient({ url: typeof location === 'undefined' ? '' : location.origin })

export function Providers({ children }: { children: ReactNode }) {
  return (
    <GatepostProvider client={client}>
      {children}
      <ReauthenticationDialog />
    </GatepostProvider>
  )
}
