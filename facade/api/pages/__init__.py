"""The pages of people over HTTP: cookies, forms, redirects. What they show is made in `facade.smart.pages`."""
