/** The forms on the bank's pages by their id, each with the fields that a customer fills in. */
export const FORMS: Readonly<Record<string, readonly string[]>> = {
  login: ['user', 'password'],
  transfer: ['receiver', 'amount'],
  logout: [],
};

/** A field that is hidden in each of the forms: the bank's token, which a lesson may overwrite. */
export const HIDDEN_FIELD = 'csrf';
