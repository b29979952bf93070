import { z } from 'zod';

// The pages' content security policy forbids eval. zod would try it once and cause a violation report for
// each page load. Schemas check this option when they are created, so this module is imported before every
// module with schemas.
z.config({ jitless: true });
