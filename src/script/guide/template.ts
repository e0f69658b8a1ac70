/**
 * A scenario to begin with, with a remark on every part of it. It runs as it is, and its claims hold.
 * `schema` is where editors find the JSON Schema that completes keys and marks mistakes.
 */
export function templateScenario(schema: string): string {
  return `# yaml-language-server: $schema=${schema}
# A scenario. Everything after # is a remark. Check it with: plainsight check FILE
# Play it with: plainsight demo FILE, or as text with: plainsight run FILE
title: My scenario
minutes: 3
shows: One sentence of what the class will see.

# One to four routes from Alice to her bank, side by side. A lane says only what sets it apart.
lanes:
  plain: { title: port 80 · http, visit: 'http://bank.test/login' }
  sealed:
    title: port 443 · https
    visit: 'https://bank.test/login'
    # bank: { hsts: true, secure-cookie: true }
    # attacker: forge
    # victim: { trusts: attacker }

# What happens, in order. A step plays in all lanes, or in those that lane names.
steps:
  - say: A sentence to tell the class. Keep it under twenty words.
  - visit: /login
    say: Alice opens the login page in both lanes.
  - ask: In which lane will the attacker read her password?
    choices: [Left, Right, In both]
    answer: 1
    because: Port 80 carries HTTP as it is. TLS seals it on port 443.
  # $user and $password are made up for every run.
  - submit: { form: login, user: $user, password: $password }
    say: She signs in.
  # A claim is checked against the bytes that were captured. If it fails, the run fails.
  - claim: attacker reads password
    lane: plain
    say: On port 80 the attacker reads her password.
  - claim: attacker does not read password
    lane: sealed
    say: On port 443 he does not.
  - say: Say at the end what to do about it, as a user and as an administrator.

# For you alone: what to say, to ask and to point at. Never on the stage.
notes: |
  Let the class vote before you show the answer.
`;
}
