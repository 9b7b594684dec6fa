'use client'

import { LogOutForm } from '@gatepost/react'

/** Loads the next page from the server, so that nothing of the session stays in the router's cache. */
export const LogOut = () => <LogOutForm onDone={() => location.assign('/login')} />
