import { ContentObjects } from "./content-objects.ts";
import { MemoryObjects } from "./memory-objects.ts";

/** A content-addressed store in memory, for browsers and tests. */
export class MemoryStore extends ContentObjects {
  constructor() {
    super(new MemoryObjects());
  }
}
