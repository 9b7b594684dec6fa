import type { components } from '../schema.js'
import type { Wire } from '../wire.js'

/** An app's request for access, and what the visitor must do next (`needs`); times in Unix seconds. */
export type AuthorizationRequest = components['schemas']['AuthorizationData']
/** An app's request to log the visitor out, whether to ask first (`confirm`), and where to go afterwards. */
export type LogoutRequest = components['schemas']['LogoutData']
/** The request of a device without a browser. */
export type DeviceRequest = components['schemas']['DeviceData']
/** An app with access to the account. */
export type AppEntry = components['schemas']['AppEntry']

const header = (key: string) => ({ params: { header: { 'X-Authorization-Request': key } } })

/** Apps that log users in through this server. The key of a request is in the fragment of the page's URL. */
export function provider(wire: Wire) {
  const { http } = wire
  return {
    /** The request behind a key; fails with `conflict` if it has expired or was answered. */
    request: (key: string): Promise<AuthorizationRequest> =>
      wire.data(() => http.GET('/auth/authorization', header(key))),

    /** Allow the app what it requests; returns the app's URL to go to. */
    allow: async (key: string): Promise<string> =>
      (await wire.data(() => http.POST('/auth/authorization', header(key)))).location,

    /** Decline; returns the app's URL to go to. */
    decline: async (key: string): Promise<string> =>
      (await wire.data(() => http.DELETE('/auth/authorization', header(key)))).location,

    /** The request to log out behind a key; fails with `conflict` if it has expired. */
    logoutRequest: (key: string): Promise<LogoutRequest> =>
      wire.data(() => http.GET('/auth/logout', { params: { header: { 'X-Logout-Request': key } } })),

    /** The request of the device that shows a code. */
    device: (code: string): Promise<DeviceRequest> => wire.data(() => http.POST('/auth/device', { body: { code } })),

    /** Allow or decline a device's request. */
    answerDevice: (code: string, allow: boolean): Promise<DeviceRequest> =>
      wire.data(() => http.POST('/auth/device/answer', { body: { code, allow } })),

    /** The apps with access to the account. */
    apps: (): Promise<AppEntry[]> => wire.data(() => http.GET('/account/apps')),

    /** End the access of apps, with every token that they hold. */
    endAccess: (...ids: number[]): Promise<AppEntry[]> =>
      wire.data(() => http.DELETE('/account/apps', { body: { apps: ids } }))
  }
}
