import { z } from 'zod';

// The pages' content policy forbids eval; zod would try it and be reported once a page load. Schemas
// ask when they are made, so this is imported before every module that makes one.
z.config({ jitless: true });
