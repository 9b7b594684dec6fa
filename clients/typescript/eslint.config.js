import js from '@eslint/js'
import ts from 'typescript-eslint'

export default ts.config(
  { ignores: ['dist', 'node_modules', 'src/schema.d.ts'] },
  js.configs.recommended,
  ...ts.configs.strictTypeChecked,
  ...ts.configs.stylisticTypeChecked,
  {
    languageOptions: {
      parserOptions: {
        projectService: { allowDefaultProject: ['eslint.config.js', 'scripts/*.js'] },
        tsconfigRootDir: import.meta.dirname
      }
    },
    rules: {
      'max-lines': ['error', 300],
      'max-lines-per-function': ['error', { max: 110, skipComments: true }],
      'max-len': ['error', { code: 120 }],
      complexity: ['error', 10],
      'no-console': 'error',
      'no-undef': 'off',
      '@typescript-eslint/no-confusing-void-expression': ['error', { ignoreArrowShorthand: true }],
      '@typescript-eslint/dot-notation': ['error', { allowIndexSignaturePropertyAccess: true }],
      '@typescript-eslint/consistent-type-definitions': ['error', 'interface'],
      '@typescript-eslint/no-unused-vars': ['error', { varsIgnorePattern: '^_+$', argsIgnorePattern: '^_+$' }],
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true }],
      // Tells at run time what platforms lack that TypeScript's DOM library always has.
      '@typescript-eslint/no-unnecessary-condition': 'off'
    }
  },
  {
    files: ['tests/**'],
    rules: { 'max-lines-per-function': 'off', '@typescript-eslint/no-non-null-assertion': 'off' }
  },
  { files: ['**/*.js'], ...ts.configs.disableTypeChecked }
)
