import { getUser, wanted } from '@gatepost/next'
import { redirect } from 'next/navigation'

import { Login } from './login'

export default async function LoginPage({ searchParams }: { searchParams: Promise<{ next?: string }> }) {
  const next = wanted((await searchParams).next, '/account')
  if (await getUser()) redirect(next)
  return <Login next={next} />
}
