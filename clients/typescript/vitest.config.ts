import { defineConfig } from 'vitest/config'

export default defineConfig({
  test: {
    globalSetup: 'tests/server.ts',
    include: ['tests/**/*.test.ts'],
    testTimeout: 20_000,
    maxWorkers: 2
  }
})
