import react from '@vitejs/plugin-react'
import { defineConfig } from 'vite'

// The API is on the page's own host, so that its cookies are, too. In production, nginx or Caddy does the same.
const proxy = { '/_allauth': process.env['GATEPOST_SERVER'] ?? 'http://127.0.0.1:8000' }

export default defineConfig({ plugins: [react()], server: { proxy }, preview: { proxy } })
