import { getUser } from '@gatepost/next'
import Link from 'next/link'

export default async function Home() {
  const user = await getUser()
  return user ? <Link href="/account">Account of {user.display}</Link> : <Link href="/login">Log in</Link>
}
