import { protect } from '@gatepost/next/proxy'

export const proxy = protect({ login: '/login' })

export const config = { matcher: ['/account/:path*'] }
