import "./app/no-eval.ts";

// Imported only now: what the schemas do when they are loaded depends on the line above.
void import("./app/start.tsx");
