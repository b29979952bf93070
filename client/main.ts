import './content-policy.ts';
import { takeInviteFromAddress } from './invites.ts';

// The invite leaves the address bar before any page is loaded, shown or logged.
takeInviteFromAddress();
void import('./routes.ts');
