/** Signing in and out in English. */
export const session = {
  signIn: { lead: 'This server asks for a sign-in.', name: 'Name', secret: 'Password', in: 'Sign in', out: 'Sign out', or: 'or', with: 'Sign in with {name}', done: 'Signed in.' },
}
