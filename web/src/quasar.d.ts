import 'quasar/dist/types/index.d.ts'
