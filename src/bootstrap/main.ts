import './quick-start.ts';
import { keepYoungSpaceSmall } from './young-space.ts';

keepYoungSpaceSmall();
// What is imported statically would be loaded before it.
await import('./shop-process.ts');
