import tseslint from "typescript-eslint";

export default tseslint.config(
  { ignores: ["node_modules", ".test-build"] },
  ...tseslint.configs.strict,
  {
    files: ["src/**/*.ts"],
    rules: {
      "no-restricted-globals": ["error", "alert", "confirm", "prompt"],
      "max-lines": ["error", 200],
      "max-lines-per-function": ["error", { max: 80, skipComments: true, skipBlankLines: true }],
    },
  },
  { files: ["src/**/*.test.ts"], rules: { "max-lines-per-function": "off" } },
);
