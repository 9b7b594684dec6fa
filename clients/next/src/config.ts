import type { NextConfig } from 'next'

import { serverOf } from './session.js'

type Rewrites = Awaited<ReturnType<NonNullable<NextConfig['rewrites']>>>

/**
 * Pass requests below `/_allauth/` on to the gatepost server, so that its cookies belong to the application's own host.
 * Set the server's `public_url` to the application's origin.
 */
export function withGatepost(config: NextConfig = {}, { server }: { server?: string } = {}): NextConfig {
  const api = { source: '/_allauth/:path*', destination: `${serverOf(server)}/_allauth/:path*` }
  const rewrites = async () => {
    const own: Rewrites = (await config.rewrites?.()) ?? []
    if (Array.isArray(own)) return [...own, api]
    return { ...own, beforeFiles: [api, ...(own.beforeFiles ?? [])] }
  }
  return { ...config, rewrites }
}
