"""Invented Canadians for demo clinics: who they are, how they grow, what they suffer from, when they come.

Nobody in here lives: names are drawn at random, telephone numbers lie in the range kept free for fiction, mail
goes to example.org. All is drawn from one generator of random numbers, so a seed gives the same people again.
"""
