import js from '@eslint/js'
import ts from 'typescript-eslint'

/** Rules for the clients of the frameworks and their examples; `clients/typescript` and `web` have their own. */
export default ts.config(
  {
    ignores: [
      '**/dist',
      '**/node_modules',
      '**/.next',
      'clients/typescript',
      'examples/spa-subdomain',
      'examples/vue/src/main.ts', // its App.vue is typed by vue-tsc alone

      'examples/*/next-env.d.ts',
      '**/*.vue',
      '**/*.config.*'
    ]
  },
  {
    files: ['clients/**/*.{ts,tsx}', 'examples/**/*.{ts,tsx}'],
    extends: [js.configs.recommended, ...ts.configs.strictTypeChecked, ...ts.configs.stylisticTypeChecked],
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    rules: {
      'max-lines': ['error', 300],
      'max-lines-per-function': ['error', { max: 80, skipComments: true }],
      'max-len': ['error', { code: 120 }],
      complexity: ['error', 10],
      'no-console': 'error',
      'no-undef': 'off',
      '@typescript-eslint/no-confusing-void-expression': ['error', { ignoreArrowShorthand: true }],
      '@typescript-eslint/dot-notation': ['error', { allowIndexSignaturePropertyAccess: true }],
      '@typescript-eslint/consistent-type-definitions': ['error', 'interface'],
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true }]
    }
  },
  {
    files: ['**/tests/**'],
    rules: { 'max-lines-per-function': 'off', '@typescript-eslint/no-non-null-assertion': 'off' }
  }
)
