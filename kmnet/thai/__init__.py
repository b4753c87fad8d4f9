"""Thai on the page: spelling, dates of the Buddhist era, form fields. Imports no app."""
