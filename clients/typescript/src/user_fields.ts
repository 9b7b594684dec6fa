/**
 * The project's own fields of a user, as listed in its server's setting `accounts.user_fields`. Empty here; a
 * project adds them to the type, and reads them from `state.user`:
 *
 *   declare module '@gatepost/client' {
 *     interface UserFields {
 *       birthday: string | null
 *     }
 *   }
 */
// eslint-disable-next-line @typescript-eslint/no-empty-object-type -- an interface, so that a project can add to it
export interface UserFields {}
