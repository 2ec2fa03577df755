"""The pages that people see: sign-in, consent, pickers, launcher, accounts, administration.

`render` makes HTML of a template, of texts in the reader's language (`texts`) and of facts; it knows neither Flask nor
the store. What a page says about scopes is worked out in `wording`, `consent` and `simulator`.
"""
