import { createAppClient } from '@gatepost/client'
import { secureStorage } from '@gatepost/expo'
import * as SecureStore from 'expo-secure-store'

/** The server's address, as the phone reaches it. */
const url = process.env['EXPO_PUBLIC_GATEPOST'] ?? 'http://localhost:8000'

export const client = createAppClient({ url, storage: secureStorage(SecureStore) })
