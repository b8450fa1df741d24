#!/usr/bin/env node
import '../quick-start.ts';

// What is imported statically would be loaded before it.
await import('./command-process.ts');
