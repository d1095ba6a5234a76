#!/usr/bin/env node
/** The command `fisc`. What it can do is in fisc.ts. */
import { launch } from "./launch.mjs";

launch("scripts/fisc.ts", process.argv.slice(2));
