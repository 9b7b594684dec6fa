import { requireUser } from '@gatepost/next'

import { LogOut } from './log_out'

export default async function Account() {
  // The proxy protects the path; the page asks again, since what is shown must not depend on a path alone.
  const user = await requireUser({ next: '/account' })
  return (
    <>
      <h1>Hello, {user.display}</h1>
      <LogOut />
    </>
  )
}
