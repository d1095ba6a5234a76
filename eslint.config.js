import { defineConfig, globalIgnores } from "eslint/config";
import tseslint from "typescript-eslint";

/** Names that say "this is money": such values are bigint in minor units and never become floating point. */
const MONEY =
  "(amount|minor|total|paid|ordered|verified|committed|reserved|allotted|released|appropriat|credit|debit|balance|ceiling|money|price|cents|euros?$|refund|lapsed|carried|virement)/i";

const MONEY_MESSAGE = "Money is bigint in minor units: Number() and its kin never touch it.";

const moneyRules = [
  {
    selector: `CallExpression[callee.name='Number'] :matches(Identifier, PrivateIdentifier)[name=/${MONEY}]`,
    message: MONEY_MESSAGE,
  },
  {
    selector: `CallExpression[callee.name='parseInt'] :matches(Identifier, PrivateIdentifier)[name=/${MONEY}]`,
    message: MONEY_MESSAGE,
  },
  {
    selector: `UnaryExpression[operator='+'] :matches(Identifier, PrivateIdentifier)[name=/${MONEY}]`,
    message: MONEY_MESSAGE,
  },
  {
    selector: "CallExpression[callee.name='parseFloat']",
    message: "parseFloat reads a prefix and rounds: parse exactly, or use Number for what is not money.",
  },
  {
    selector: "MemberExpression[object.name='Number'][property.name='parseFloat']",
    message: "parseFloat reads a prefix and rounds: parse exactly, or use Number for what is not money.",
  },
];

const styleRules = [
  {
    selector: "TSEnumDeclaration",
    message: "Use a union of literals or a frozen object: an enum is code that types do not erase to.",
  },
  {
    selector: "ExportAllDeclaration[source.value=/^\\./]",
    message: "No barrel files: import from the file that declares the thing.",
  },
];

/** Imports point one way: portal, console, indexer, gateway, scripts → sdk → generated types. Nothing imports scripts. */
const SCRIPTS = { group: ["**/scripts/**"], message: "Nothing imports scripts: move what is shared to sdk/." };
const OUTER = {
  group: ["**/portal/**", "**/console/**", "**/indexer/**", "**/gateway/**"],
  message: "Imports point from here to sdk/, never back.",
};
const NODE_ONLY = {
  group: ["node:*", "hardhat", "hardhat/**", "@nomicfoundation/**"],
  message: "sdk/ runs in a browser as well: leave files, processes and Hardhat to scripts/.",
};
const imports = (...patterns) => ({ "no-restricted-imports": ["error", { patterns }] });

export default defineConfig(
  globalIgnores(["artifacts/", "cache/", "coverage/", "types/", "snapshots/", "data/", "node_modules/"]),
  { linterOptions: { reportUnusedDisableDirectives: "error" } },
  {
    files: ["**/*.ts"],
    extends: [tseslint.configs.recommendedTypeChecked],
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    rules: {
      "@typescript-eslint/no-floating-promises": "error",
      "@typescript-eslint/no-misused-promises": "error",
      "@typescript-eslint/consistent-type-imports": ["error", { fixStyle: "separate-type-imports" }],
      "@typescript-eslint/switch-exhaustiveness-check": ["error", { considerDefaultExhaustiveForUnions: true }],
      "@typescript-eslint/no-unused-vars": ["error", { argsIgnorePattern: "^_", varsIgnorePattern: "^_" }],
      // A bigint, a number and a boolean print as one expects.
      "@typescript-eslint/restrict-template-expressions": ["error", { allowNumber: true, allowBoolean: true }],
    },
  },
  {
    files: ["**/*.{js,mjs}"],
    languageOptions: {
      globals: {
        URL: "readonly",
        clearInterval: "readonly",
        console: "readonly",
        process: "readonly",
        setInterval: "readonly",
      },
    },
    rules: { "no-undef": "error", "no-unused-vars": "error" },
  },
  {
    files: ["**/*.{ts,js,mjs}"],
    rules: {
      eqeqeq: "error",
      "no-var": "error",
      "prefer-const": "error",
      "no-restricted-syntax": ["error", ...moneyRules, ...styleRules],
    },
  },
  { files: ["{portal,console,indexer,gateway,bench,ignition}/**"], rules: imports(SCRIPTS) },
  { files: ["sdk/**"], rules: imports(SCRIPTS, OUTER, NODE_ONLY) },
  {
    files: ["test/**", "**/*.test.ts"],
    // chai asserts by reading a property; Hardhat's helpers are destructured from the connection.
    rules: { "@typescript-eslint/no-unused-expressions": "off", "@typescript-eslint/unbound-method": "off" },
  },
);
