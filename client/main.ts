import { takeInviteFromAddress } from './invites.ts';

// The invite leaves the address bar before anything else is loaded, shown or logged.
takeInviteFromAddress();
void import('./routes.ts');
