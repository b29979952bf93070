import { cleanAddressBar } from './invite-tokens.ts';

// Imported before everything else: nothing that runs after it, and no picture of the screen, has the token.
cleanAddressBar();
