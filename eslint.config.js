import js from '@eslint/js';
import globals from 'globals';

/** Modules that must run without a page: under Node, in the simulator. */
const DOM_FREE = [
  'static/js/domain/**/*.js',
  'static/js/player/services/**/*.js',
  'static/js/creator/domain/**/*.js',
];

export default [
  {ignores: ['static/bundles/**', 'node_modules/**', '.venv/**', '.data/**']},
  js.configs.recommended,
  {
    files: ['static/js/**/*.js'],
    languageOptions: {globals: globals.browser},
  },
  {
    files: ['static/js/**/*.js', 'scripts/**/*.js'],
    rules: {
      'eqeqeq': 'error',
      'no-console': ['error', {allow: ['warn', 'error']}],
      'no-var': 'error',
      'prefer-const': 'error',
      'max-len': ['error', {code: 80, ignoreUrls: true}],
    },
  },
  {
    files: DOM_FREE,
    rules: {
      'no-restricted-globals': [
        'error', 'window', 'document', 'navigator', 'localStorage',
        'sessionStorage', 'location', 'alert',
      ],
    },
  },
  {
    files: ['scripts/**/*.js', 'tests/**/*.js', '*.config.js'],
    languageOptions: {globals: globals.node},
    rules: {'no-console': 'off'},
  },
];
